import { definePlugin } from '@ock/kernel';
import { createVertexProvider } from './provider.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('provider', 'google-vertex', createVertexProvider(ctx.kernel.options.env));
  },
});
