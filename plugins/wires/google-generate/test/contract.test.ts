import { wireContract } from '../../../../test/contracts/wire.ts';
import { createGenerateWire } from '../src/wire.ts';

wireContract({
  wire: createGenerateWire(),
  id: 'google-generate',
  baseUrl: (url) => `${url}/v1beta`,
  auth: { type: 'header', name: 'x-goog-api-key' },
  objectArguments: true,
  reasoner: { efforts: 'minimal low medium high' },
  finishes: ['stop', 'length', 'content_filter'],
  body: {},
  overflow: {
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        status: 'INVALID_ARGUMENT',
      },
    },
  },
});
