import { definePlugin, type PermissionRequest } from '@ock/kernel';
import { decide } from './decide.ts';
import { parseRule } from './rules.ts';
import { readSettings } from './settings.ts';

/** Runs after every other policy: they may deny first, this one always decides. */
const LAST = 1_000;

export default definePlugin({
  activate(ctx) {
    const settings = readSettings(ctx.kernel);
    const judge = (request: PermissionRequest) => decide(request, settings);
    ctx.register('policy', 'rules', { decide: judge, check: (rule) => void parseRule(rule, 'ask') });
    ctx.hooks.permission.tap(judge, { stage: LAST });
  },
});
