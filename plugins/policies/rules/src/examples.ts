import {
  KernelError,
  type Paths,
  type PermissionDecision,
  type PermissionRequest,
  type PluginContext,
  type RuleExample,
} from '@ock/kernel';
import { decide } from './decide.ts';
import { settingsOf } from './settings.ts';

type Loaded = PluginContext['kernel']['config'];
type Described = Pick<PermissionRequest, 'tool' | 'input' | 'subjects'>;
const MODES = ['ask', 'accept-edits', 'plan', 'deny', 'full'] as const;

/** Where examples are judged, and how a call told in words is read. */
interface Stage {
  cwd: string;
  workspace: string;
  paths: Paths;
  describe(tool: string, what: string): Described;
}

export interface ExampleResult {
  example: RuleExample;
  decision: PermissionDecision;
  ok: boolean;
}

/** Judges the examples of a `[permissions]` table under its own rules alone. @throws OC_INPUT for a rule or an example that cannot be read */
export async function judgeExamples(permissions: Record<string, unknown>, stage: Stage): Promise<ExampleResult[]> {
  const examples = permissions.examples;
  if (!Array.isArray(examples)) return [];
  const settings = settingsOf(permissions, stage.paths);
  const results: ExampleResult[] = [];
  for (const example of examples) {
    const { call, expect, mode } = readExample(example);
    const [tool = '', what = ''] = /^(\S+)\s*([\s\S]*)$/.exec(call.trim())?.slice(1) ?? [];
    const decision = await decide(
      {
        ...stage.describe(tool, what),
        sessionId: '',
        callId: '',
        mode: mode ?? usualMode(permissions.mode),
        agent: '',
        cwd: stage.cwd,
        workspace: stage.workspace,
        sessionRules: { allow: [], ask: [], deny: [] },
      },
      settings,
    );
    results.push({ example: { call, expect, ...(mode && { mode }) }, decision, ok: decision.effect === expect });
  }
  return results;
}

/** Each file's examples under that file's rules. @throws OC_CONFIG_TYPE that names the file, the example and what came out */
export async function checkExamples(config: Loaded, stage: Stage): Promise<void> {
  for (const { origin, value } of config.said(['permissions'])) {
    const permissions = value as Record<string, unknown>;
    if (!Array.isArray(permissions.examples)) continue;
    for (const { example, decision, ok } of await judgeExamples(permissions, stage)) {
      if (ok) continue;
      throw new KernelError('OC_CONFIG_TYPE', {
        file: origin.file ?? 'opencode.toml',
        line: '?',
        key: 'permissions.examples',
        expected: `${example.expect} for "${example.call}"`,
        got: `${decision.effect} (${decision.reason})`,
      });
    }
  }
}

function readExample(value: unknown): RuleExample {
  const { call, expect, mode } = (value ?? {}) as Partial<RuleExample>;
  if (typeof call !== 'string' || call.trim() === '' || !['allow', 'ask', 'deny'].includes(String(expect)))
    throw new KernelError('OC_INPUT', { because: 'policy-rules.bad_example', text: JSON.stringify(value) });
  return { call, expect: expect as RuleExample['expect'], ...(mode !== undefined && { mode: usualMode(mode) }) };
}

function usualMode(mode: unknown): PermissionRequest['mode'] {
  return MODES.find((one) => one === mode) ?? 'ask';
}
