import { definePlugin } from '@ock/kernel';
import { createChatWire } from './wire.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('wire', 'openai-chat', createChatWire());
  },
});
