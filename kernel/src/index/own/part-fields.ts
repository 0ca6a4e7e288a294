import type { AgentContribution } from '../../kinds/agent.ts';
import { parseEffort } from '../../turn/models/effort.ts';
import { nameList, toolNames } from './tool-names.ts';

type Table = Record<string, unknown>;
type Limits = Pick<
  AgentContribution,
  | 'readOnly'
  | 'tools'
  | 'withoutTools'
  | 'writes'
  | 'ask'
  | 'model'
  | 'temperature'
  | 'effort'
  | 'maxTurns'
  | 'maxTokens'
  | 'maxCostUsd'
  | 'timeoutMs'
>;

/** words for models that other programs know, and that say nothing here */
export const FOREIGN_MODELS = new Set(['inherit', 'default', 'sonnet', 'opus', 'haiku', 'sonnet[1m]', 'opusplan', 'best']);
const MAX_TEMPERATURE = 2;
/** seconds: a day */
const MAX_TIMEOUT_S = 86_400;

/** What is wrong with a field. `allowed` says what would be right, in words of TOML. */
export class FieldError extends Error {
  readonly field: string;
  readonly allowed: string;

  constructor(field: string, allowed: string) {
    super(`${field}: ${allowed}`);
    this.field = field;
    this.allowed = allowed;
  }
}

/**
 * Limits of an agent or a mode, from a table of `opencode.toml` or the head of a Markdown file: ours, that of the original OpenCode, of Claude Code
 * and of the Python system.
 * @throws FieldError
 */
export function readLimits(table: Table): Limits {
  const { run, model: given } = table;
  const tools = readTools(table);
  const nested = isTable(given) ? given : undefined;
  const model = nested ? modelOf(nested) : text(table, 'model');
  const limits: Limits = {
    ...tools,
    // an empty list lets nothing be changed: none at all, anything
    ...defined('writes', list(table, 'writes')),
    ...(model !== undefined && !FOREIGN_MODELS.has(model) && { model }),
    ...defined('temperature', number(nested ?? table, 'temperature', { most: MAX_TEMPERATURE })),
    ...defined('maxTokens', number(nested ?? table, 'max_tokens', { whole: true })),
    ...defined('maxTurns', number(isTable(run) ? run : table, isTable(run) ? 'max_rounds' : 'max_turns', { whole: true })),
    ...defined('maxTurns', number(table, 'steps', { whole: true })),
    ...(isTable(run) && timeoutOf(run)),
    ...defined('maxCostUsd', number(table, 'max_cost_usd', {})),
    ...defined('readOnly', flag(table, 'read_only')),
  };
  const effort = table.effort ?? table.reasoning_effort;
  if (effort === undefined) return limits;
  const parsed = parseEffort(String(effort));
  if (parsed === undefined) throw new FieldError('effort', 'off | low | medium | high | max | tokens');
  return { ...limits, effort: parsed };
}

/** `tools = [..]`, `"Read, Grep"`, `{write = false}`, `{allow, deny, require_approval}`; `disallowedTools`. */
function readTools(table: Table): Pick<Limits, 'tools' | 'withoutTools' | 'ask'> {
  const { tools } = table;
  const without = list(table, 'without_tools') ?? list(table, 'disallowedTools') ?? [];
  if (isTable(tools) && ('allow' in tools || 'deny' in tools || 'require_approval' in tools || 'auto_approve' in tools)) {
    const allow = list(tools, 'allow', 'tools.allow');
    const ask = toolNames(list(tools, 'require_approval', 'tools.require_approval') ?? []);
    return {
      ...(allow && !allow.includes('*') && { tools: toolNames(allow) }),
      ...some('withoutTools', toolNames([...(list(tools, 'deny', 'tools.deny') ?? []), ...without])),
      ...some('ask', ask),
    };
  }
  if (isTable(tools)) {
    const entries = Object.entries(tools);
    if (entries.some(([, on]) => typeof on !== 'boolean')) throw new FieldError('tools', '{ name = true | false }');
    const off = entries.filter(([, on]) => !on).map(([name]) => name);
    const on = entries.filter(([, isOn]) => isOn).map(([name]) => name);
    if (off.includes('*')) return { tools: toolNames(on) };
    return some('withoutTools', toolNames([...off, ...without]));
  }
  const names = list(table, 'tools');
  return {
    ...(names && !names.includes('*') && { tools: toolNames(names) }),
    ...some('withoutTools', toolNames(without)),
    ...some('ask', list(table, 'ask') ?? []),
  };
}

/** `run.timeout`, in seconds. */
function timeoutOf(run: Table): Pick<Limits, 'timeoutMs'> {
  const seconds = number(run, 'timeout', { most: MAX_TIMEOUT_S });
  return seconds === undefined || seconds === 0 ? {} : { timeoutMs: seconds * 1_000 };
}

function modelOf({ provider, name }: Table): string | undefined {
  if (typeof name !== 'string' || name === '') return undefined;
  return typeof provider === 'string' && provider !== '' && !name.includes('/') ? `${provider}/${name}` : name;
}

export function text(table: Table, field: string): string | undefined {
  const value = table[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new FieldError(field, '"…"');
  return value.trim() === '' ? undefined : value.trim();
}

export function flag(table: Table, field: string): boolean | undefined {
  const value = table[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw new FieldError(field, 'true | false');
  return value;
}

function number(table: Table, field: string, { most, whole }: { most?: number; whole?: boolean }): number | undefined {
  const value = table[field];
  if (value === undefined || value === null) return undefined;
  const isRight = typeof value === 'number' && value >= (whole ? 1 : 0) && value <= (most ?? Number.MAX_SAFE_INTEGER);
  if (!isRight || (whole && !Number.isInteger(value))) throw new FieldError(field, whole ? '1, 2, 3 …' : `0 … ${most ?? ''}`.trim());
  return value;
}

function list(table: Table, field: string, path = field): string[] | undefined {
  const value = table[field];
  if (value === undefined || value === null) return undefined;
  const names = nameList(value);
  if (!names) throw new FieldError(path, '["…", "…"]');
  return names;
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function defined<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

function some<K extends string>(key: K, names: string[]): { [P in K]?: string[] } {
  return (names.length === 0 ? {} : { [key]: names }) as { [P in K]?: string[] };
}
