import { wireContract } from '../../../../test/contracts/wire.ts';
import { createCohereWire } from '../src/wire.ts';

wireContract({
  wire: createCohereWire(),
  id: 'cohere',
  baseUrl: (url) => url,
  auth: { type: 'bearer' },
  overflow: {
    status: 400,
    body: {
      message: 'too many tokens: size limit exceeded by 1234 tokens. Try using shorter or fewer inputs.',
    },
  },
  finishes: ['stop', 'length'],
  usage: { input: 11, output: 7, reasoning: 0, cache_read: 100, cache_write: 0 },
  untypedErrors: true,
});
