import { definePlugin } from '@ock/kernel';
import { createGitLabProvider } from './provider.ts';

export default definePlugin({
  activate(ctx) {
    const { instance } = ctx.config;
    const settings = typeof instance === 'string' ? { instance } : {};
    ctx.register('provider', 'gitlab-duo', createGitLabProvider({ env: ctx.kernel.options.env, settings }));
  },
});
