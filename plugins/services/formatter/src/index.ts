import { childEnv, definePlugin, resolvePath, workspaceOf } from '@ock/kernel';
import { afterEdit } from './after-edit.ts';
import { Formatters } from './formatter-service.ts';
import type { FormatterConfig } from './formatters.ts';

/** ms: a little more than formatting may take */
const DEADLINE_MS = 25_000;

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    const config = (kernel.config.config.formatter ?? {}) as FormatterConfig;
    const cwd = resolvePath('.', kernel.cwd);
    const service = new Formatters({
      places: { workspace: workspaceOf(cwd), env: kernel.options.env, trusts: (folder) => kernel.config.trusts(folder) },
      config,
      env: childEnv(kernel),
    });
    ctx.register('service', 'formatter', service);
    if (config.enabled === false) return;
    // before language servers look at the file, which is at stage 100
    ctx.hooks.toolResult.tap((output, call, scope) => afterEdit(output, call, { ...scope, service, cwd }), {
      stage: 50,
      deadlineMs: DEADLINE_MS,
    });
  },
});
