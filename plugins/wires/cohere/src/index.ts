import { definePlugin } from '@ock/kernel';
import { createCohereWire } from './wire.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('wire', 'cohere', createCohereWire());
  },
});
