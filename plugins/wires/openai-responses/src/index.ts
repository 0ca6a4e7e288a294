import { definePlugin } from '@ock/kernel';
import { createResponsesWire } from './wire.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('wire', 'openai-responses', createResponsesWire());
  },
});
