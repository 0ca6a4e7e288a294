import { definePlugin } from '@ock/kernel';
import { createMessagesWire } from './wire.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('wire', 'anthropic-messages', createMessagesWire());
  },
});
