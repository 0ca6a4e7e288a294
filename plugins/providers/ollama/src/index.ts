import { definePlugin } from '@ock/kernel';
import { createOllamaProvider } from './provider.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('provider', 'ollama', createOllamaProvider(ctx.kernel.options.env));
  },
});
