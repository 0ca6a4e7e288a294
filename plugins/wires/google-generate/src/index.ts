import { definePlugin } from '@ock/kernel';
import { createGenerateWire } from './wire.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('wire', 'google-generate', createGenerateWire());
  },
});
