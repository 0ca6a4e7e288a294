import { contractTest, packageJson, type Template } from './template.ts';

/** The strictest policy that can be worked with: everything is asked, nothing that is not understood passes. */
export const policy: Template = (part) => ({
  'package.json': packageJson(part, {
    description: 'Judges tool calls',
    contributes: { policy: [{ id: part.id }] },
    more: { activation: ['onSession'], critical: true },
  }),
  'src/understand.ts': `import { isAbsolute } from 'node:path';
import type { PermissionRequest } from '@ock/kernel';

const MODES = ['ask', 'accept-edits', 'plan', 'deny', 'full'];
/** \`tool\` or \`tool(pattern)\` */
const RULE = /^[\\w*-]+(\\([^()]+\\))?$/;
/** action → the field that names its object */
const SUBJECTS: Record<string, string> = { read: 'path', write: 'path', exec: 'command', net: 'url', other: 'what' };

/** What is wrong with a request, or undefined. What is not understood must not pass. */
export function misunderstood(request: PermissionRequest): string | undefined {
  const { tool, subjects, mode, cwd, workspace, sessionRules } = request;
  if (typeof tool?.id !== 'string') return 'the tool has no id';
  if (!MODES.includes(mode)) return 'unknown permission mode';
  if (!isAbsolute(cwd) || !isAbsolute(workspace)) return 'the folder is not absolute';
  for (const rule of [...list(sessionRules.allow), ...list(sessionRules.ask), ...list(sessionRules.deny)]) {
    if (typeof rule !== 'string' || !RULE.test(rule)) return \`unreadable rule: \${String(rule)}\`;
  }
  for (const subject of list(subjects) as Record<string, unknown>[]) {
    const field = SUBJECTS[String(subject.action)];
    const value = field === undefined ? undefined : subject[field];
    if (typeof value !== 'string' || (field === 'path' && !isAbsolute(value))) return 'unreadable subject';
  }
  return undefined;
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('expected a list');
  return value;
}
`,
  'src/decide.ts': `import type { PermissionDecision, PermissionRequest } from '@ock/kernel';
import { misunderstood } from './understand.ts';

/** Pure: the same request gets the same answer. Never throws; what it cannot judge it denies. */
export function decide(request: PermissionRequest): PermissionDecision {
  try {
    const problem = misunderstood(request);
    return problem === undefined ? judge(request) : { effect: 'deny', by: 'policy', reason: problem };
  } catch (error) {
    return { effect: 'deny', by: 'policy', reason: error instanceof Error ? error.message : 'the request cannot be read' };
  }
}

function judge({ tool, mode, sessionRules }: PermissionRequest): PermissionDecision {
  const rule = sessionRules.deny.find((candidate) => candidate.split('(')[0] === tool.id || candidate.startsWith('*'));
  if (rule !== undefined) return { effect: 'deny', by: 'rule', reason: \`rule \${rule}\` };
  if (mode === 'full') return { effect: 'allow', reason: 'mode full' };
  if (mode === 'deny') return { effect: 'deny', by: 'mode', reason: 'mode deny' };
  return { effect: 'ask', reason: \`\${tool.id} is not allowed by a rule\` };
}
`,
  'src/index.ts': `import { definePlugin } from '@ock/kernel';
import { decide } from './decide.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('policy', '${part.id}', { decide });
    ctx.hooks.permission.tap(decide);
  },
});
`,
  [`test/${part.id}.test.ts`]: contractTest('policy', "{ pluginDir: new URL('..', import.meta.url) }"),
});
