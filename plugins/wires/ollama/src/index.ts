import { definePlugin } from '@ock/kernel';
import { createOllamaWire } from './wire.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('wire', 'ollama', createOllamaWire());
  },
});
