import { definePlugin, type PermissionRequest, type Policy } from '@ock/kernel';
import { decide } from './decide.ts';
import { parseRule } from './rules.ts';
import { readSettings, type Settings, settingsOf } from './settings.ts';

/** Runs after every other policy: they may deny first, this one always decides. */
const LAST = 1_000;

export default definePlugin({
  activate(ctx) {
    const { paths } = ctx.kernel;
    const policyOf = (settings: Settings): Policy => ({
      decide: (request: PermissionRequest) => decide(request, settings),
      check: (rule) => void parseRule(rule, 'ask'),
      rules: () => [...settings.listed],
      under: (permissions) => policyOf(settingsOf(permissions, paths)),
    });
    const settings = readSettings(ctx.kernel);
    ctx.register('policy', 'rules', policyOf(settings));
    ctx.hooks.permission.tap((request) => decide(request, settings), { stage: LAST });
  },
});
