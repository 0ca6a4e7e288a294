import { definePlugin, listModels } from '@ock/kernel';
import { createBedrockProvider } from './provider.ts';

const ID = 'amazon-bedrock';

export default definePlugin({
  activate(ctx) {
    const { region, profile } = ctx.config;
    const settings = {
      ...(typeof region === 'string' ? { region } : {}),
      ...(typeof profile === 'string' ? { profile } : {}),
    };
    const isOurs = ({ provider }: { provider: string }) => provider === ID;
    const known = () =>
      listModels(ctx.kernel, ({ id }) => id === ID)
        .filter(isOurs)
        .map(({ info }) => info);
    ctx.register('provider', ID, createBedrockProvider({ env: ctx.kernel.options.env, settings, known }));
  },
});
