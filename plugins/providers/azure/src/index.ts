import { definePlugin } from '@ock/kernel';
import { createAzureProvider } from './provider.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('provider', 'azure', createAzureProvider(ctx.kernel.options.env));
  },
});
