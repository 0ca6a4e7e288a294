import { wireContract } from '../../../../test/contracts/wire.ts';
import { createConverseWire } from '../src/wire.ts';

wireContract({
  wire: createConverseWire(),
  id: 'bedrock-converse',
  baseUrl: (url) => url,
  auth: { type: 'bearer' },
  overflow: { status: 400, body: { message: 'Input is too long for requested model.' } },
  finishes: ['stop', 'length', 'content_filter', 'refusal'],
  body: {},
  reasoner: { effortAs: 'budget' },
  usage: { input: 11, output: 7, reasoning: 0, cache_read: 100, cache_write: 0 },
});
