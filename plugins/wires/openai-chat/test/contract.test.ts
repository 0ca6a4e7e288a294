import { toolStreamContract } from '../../../../test/contracts/tool-stream.ts';
import { wireContract } from '../../../../test/contracts/wire.ts';
import { createChatWire } from '../src/wire.ts';

wireContract({
  wire: createChatWire(),
  id: 'openai-chat',
  baseUrl: (url) => `${url}/v1`,
  auth: { type: 'bearer' },
  overflow: {
    status: 400,
    body: {
      error: {
        message: "This model's maximum context length is 128000 tokens.",
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
      },
    },
  },
});

toolStreamContract({ wire: createChatWire(), id: 'openai-chat', baseUrl: (url) => `${url}/v1`, auth: { type: 'bearer' } });
