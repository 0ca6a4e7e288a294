import { callInWords, definePlugin, type PermissionRequest, workspaceOf } from '@ock/kernel';
import { decide } from './decide.ts';
import { parseRule } from './rules.ts';
import { sessionOutputs } from './session-outputs.ts';
import { readSettings } from './settings.ts';

/** Runs after every other policy: they may deny first, this one always decides. */
const LAST = 1_000;

export default definePlugin({
  async activate(ctx) {
    const { kernel } = ctx;
    const settings = readSettings(kernel);
    const outputsOf = sessionOutputs(settings.outputs, () => ctx.use('service', 'sessions'));
    const judge = (request: PermissionRequest) => decide(request, settings, outputsOf);
    const stage = () => ({
      cwd: kernel.cwd,
      workspace: workspaceOf(kernel.cwd),
      paths: kernel.paths,
      describe: (tool: string, what: string) => callInWords(kernel.find('tool', tool)?.contribution ?? tool, what, kernel.cwd),
    });
    ctx.register('policy', 'rules', {
      decide: judge,
      check: (rule) => void parseRule(rule, 'ask'),
      rules: () => [...settings.listed],
      examples: async (permissions) => (await import('./examples.ts')).judgeExamples(permissions, stage()),
    });
    ctx.hooks.permission.tap(judge, { stage: LAST });
    if (kernel.config.said(['permissions', 'examples']).length > 0)
      await (await import('./examples.ts')).checkExamples(kernel.config, stage());
  },
});
