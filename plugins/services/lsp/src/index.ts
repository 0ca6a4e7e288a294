import { join } from 'node:path';
import { childEnv, definePlugin, resolvePath, workspaceOf } from '@ock/kernel';
import type { LspConfig } from './languages.ts';
import { npm } from './npm.ts';
import { LanguageServers } from './service.ts';

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    const cwd = resolvePath('.', kernel.cwd);
    const service = new LanguageServers({
      places: {
        workspace: workspaceOf(cwd),
        installs: join(kernel.paths.data, 'lsp'),
        env: kernel.options.env,
        trusts: (folder) => kernel.config.trusts(folder),
      },
      cwd,
      config: (kernel.config.config.lsp ?? {}) as LspConfig,
      env: childEnv(kernel),
      log: ctx.log,
      version: kernel.options.version,
      signal: ctx.signal,
      npm,
    });
    ctx.hooks.shutdown.tap(() => service.stop());
    ctx.register('service', 'lsp', service);
  },
});
