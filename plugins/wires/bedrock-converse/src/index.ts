import { definePlugin } from '@ock/kernel';
import { createConverseWire } from './wire.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('wire', 'bedrock-converse', createConverseWire());
  },
});
