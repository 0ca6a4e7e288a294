import { toolStreamContract } from '../../../../test/contracts/tool-stream.ts';
import { wireContract } from '../../../../test/contracts/wire.ts';
import { createOllamaWire } from '../src/wire.ts';

wireContract({
  wire: createOllamaWire(),
  id: 'ollama',
  baseUrl: (url) => url,
  auth: { type: 'bearer' },
  overflow: { status: 400, body: { error: 'the input length exceeds the context length' } },
  objectArguments: true,
  finishes: ['stop', 'length'],
  usage: { input: 11, output: 7, reasoning: 0, cache_read: 0, cache_write: 0 },
  untypedErrors: true,
});

toolStreamContract({ wire: createOllamaWire(), id: 'ollama', baseUrl: (url) => url, auth: { type: 'bearer' } });
