import { definePlugin } from '@ock/kernel';
import { createBedrockProvider } from './provider.ts';

export default definePlugin({
  activate(ctx) {
    const { region, profile } = ctx.config;
    const settings = {
      ...(typeof region === 'string' ? { region } : {}),
      ...(typeof profile === 'string' ? { profile } : {}),
    };
    ctx.register('provider', 'amazon-bedrock', createBedrockProvider({ env: ctx.kernel.options.env, settings }));
  },
});
