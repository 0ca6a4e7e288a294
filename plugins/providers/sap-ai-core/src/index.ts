import { definePlugin } from '@ock/kernel';
import { createSapProvider, type SapSettings } from './provider.ts';

export default definePlugin({
  activate(ctx) {
    const { deployment, resource_group: group, api_version: apiVersion } = ctx.config;
    const settings: SapSettings = {
      ...(typeof deployment === 'string' ? { deployment } : {}),
      ...(typeof group === 'string' ? { group } : {}),
      ...(typeof apiVersion === 'string' ? { apiVersion } : {}),
    };
    ctx.register('provider', 'sap-ai-core', createSapProvider({ env: ctx.kernel.options.env, settings }));
  },
});
