import { wireContract } from '../../../../test/contracts/wire.ts';
import { createResponsesWire } from '../src/wire.ts';

wireContract({
  wire: createResponsesWire(),
  id: 'openai-responses',
  baseUrl: (url) => `${url}/v1`,
  auth: { type: 'bearer' },
  finishes: ['stop', 'length', 'content_filter', 'refusal'],
  overflow: {
    status: 400,
    body: {
      error: {
        message: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
        type: 'invalid_request_error',
        param: 'input',
        code: 'context_length_exceeded',
      },
    },
  },
});
