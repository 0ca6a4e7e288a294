import { definePlugin } from '@ock/kernel';
import { createCopilotProvider } from './provider.ts';

export default definePlugin({
  activate(ctx) {
    const { host, client_id: clientId } = ctx.config;
    const settings = {
      ...(typeof host === 'string' ? { host } : {}),
      ...(typeof clientId === 'string' ? { clientId } : {}),
    };
    ctx.register('provider', 'github-copilot', createCopilotProvider({ env: ctx.kernel.options.env, settings }));
  },
});
