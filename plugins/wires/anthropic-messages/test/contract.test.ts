import { wireContract } from '../../../../test/contracts/wire.ts';
import { createMessagesWire } from '../src/wire.ts';

wireContract({
  wire: createMessagesWire(),
  id: 'anthropic-messages',
  baseUrl: (url) => url,
  auth: { type: 'header', name: 'x-api-key' },
  overflow: {
    status: 400,
    body: { type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' } },
  },
});
