import { formatKeyPath, type KeyPath, valueAt } from './key-path.ts';
import { leaves } from './layer-stack.ts';
import { setAt } from './set-at.ts';
import { isTable, type TomlTable } from './toml.ts';

/**
 * What a configuration file of a folder that nobody has trusted may say. A list of what is allowed: it can describe and it can forbid, but it
 * cannot start a program, send anything to an address of its choice, read a secret, choose where files go, or allow more than is allowed without it.
 */
const HARMLESS_ROOTS = new Set([
  'model',
  'small_model',
  'effort',
  'fallback',
  'language',
  'log_level',
  'project_name',
  'gpu',
  'multi_model_patterns',
]);
const HARMLESS_PROVIDER_KEYS = new Set(['name', 'model', 'models', 'max_tokens', 'temperature', 'effort', 'context_window']);
/** Looks, as far as they cannot hide a question, answer it by another key, or run anything. */
const HARMLESS_UI_KEYS = new Set([
  'language',
  'show_token_count',
  'show_cost',
  'compact_mode',
  'syntax_theme',
  'animation_speed',
  'show_shortcuts',
  'sidebar_width',
  'font_size',
]);
const HARMLESS_MODEL_KEYS = new Set(['name', 'context', 'output', 'temperature', 'effort', 'capabilities', 'alias']);
const HARMLESS_LIMITS = new Set([
  'stall_timeout_s',
  'tool_output_bytes',
  'tool_output_lines',
  'tool_results_bytes',
  'session_results_bytes',
]);
const LOWERED_LIMITS = new Set(['max_turns', 'max_tool_calls', 'max_cost_usd', 'retries']);
/** A recording is a model whose every tool call its author has written. */
const SCRIPTED = /^replay(\/|$)/i;
/** Modes by how much happens without a person; `deny` and `plan` cannot be compared with each other. */
const MODE_RANK: Record<string, number> = { deny: 0, plan: 0, ask: 1, 'accept-edits': 2, full: 3 };

export interface Filtered {
  table: TomlTable;
  /** keys that were left out, shortened to what names them */
  dropped: string[];
}

/**
 * @param table a normalised document
 * @param current what the layers below add up to: a rule may be narrowed, never widened
 */
export function filterUntrusted(table: TomlTable, current: TomlTable): Filtered {
  const kept: TomlTable = {};
  const dropped = new Set<string>();
  for (const [path, value] of leaves(table)) {
    if (isTable(value)) continue;
    if (stands(path, value, current)) setAt(kept, path, value);
    else dropped.add(formatKeyPath(named(path)));
  }
  return { table: kept, dropped: [...dropped] };
}

/** What only a trusted folder may say: by what names it, the keys and values in it. */
export function needsTrust(table: TomlTable): Map<string, [KeyPath, unknown][]> {
  const found = new Map<string, [KeyPath, unknown][]>();
  for (const [path, value] of leaves(table)) {
    if (isTable(value) || stands(path, value, {})) continue;
    const name = formatKeyPath(named(path));
    found.set(name, [...(found.get(name) ?? []), [path, value]]);
  }
  return found;
}

function inProfile(path: KeyPath): boolean {
  return path[0] === 'profiles' && path.length > 2;
}

function stands(path: KeyPath, value: unknown, current: TomlTable): boolean {
  return inProfile(path) ? mayStand(path.slice(2), value, undefined) : mayStand(path, value, current);
}

function named(path: KeyPath): KeyPath {
  return inProfile(path) ? [...path.slice(0, 2), ...shortened(path.slice(2))] : shortened(path);
}

function mayStand(path: KeyPath, value: unknown, current: TomlTable | undefined): boolean {
  const [root = '', second = '', third = ''] = path;
  if ([...path, value].flat().some((text) => SCRIPTED.test(String(text)))) return false;
  if (HARMLESS_ROOTS.has(root)) return true;
  switch (root) {
    case 'provider':
      return second === 'default' || HARMLESS_PROVIDER_KEYS.has(third) || (third === 'enabled' && value === false);
    case 'ui':
      return HARMLESS_UI_KEYS.has(second) || (second === 'theme' && path.length === 2);
    case 'models':
      return HARMLESS_MODEL_KEYS.has(third);
    case 'tools':
      return value === false;
    case 'permissions':
      return permissionMayStand(second, value, current);
    case 'limits':
      return HARMLESS_LIMITS.has(second) || (LOWERED_LIMITS.has(second) && isLower(value, current, path));
    case 'lsp':
      return path.length === 2 && (second === 'timeout' || value === false);
    case 'formatter':
      return path.at(-1) === 'enabled' && value === false;
    case 'mcp':
      return path[3] === 'enabled' && value === false;
    default:
      return false;
  }
}

function permissionMayStand(key: string, value: unknown, current: TomlTable | undefined): boolean {
  if (key === 'deny' || key === 'ask') return true;
  if (key === 'ask_before_bash' || key === 'ask_before_edit') return value === true;
  if (key !== 'mode' || !current) return false;
  const now = String(valueAt(current, ['permissions', 'mode']) ?? 'ask');
  return (MODE_RANK[String(value)] ?? Infinity) < (MODE_RANK[now] ?? 0) || value === now;
}

function isLower(value: unknown, current: TomlTable | undefined, path: KeyPath): boolean {
  if (!current || typeof value !== 'number') return false;
  const now = valueAt(current, path);
  return typeof now !== 'number' || value <= now;
}

/** `mcp.servers.x` instead of its four keys; a whole table where no key of it is allowed. */
function shortened(path: KeyPath): KeyPath {
  if (path[0] === 'mcp') return path.slice(0, 3);
  if (['lsp', 'formatter', 'tool', 'plugins'].includes(path[0] ?? '')) return path.slice(0, 2);
  return ['hooks', 'rag', 'server', 'override', 'session'].includes(path[0] ?? '') ? path.slice(0, 1) : path;
}
