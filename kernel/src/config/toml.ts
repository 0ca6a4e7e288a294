import { KernelError } from '../runtime/errors.ts';
import { loadToml } from './lazy-libraries.cjs';

export type TomlTable = Record<string, unknown>;

/** tables within tables: more is no configuration, and would exhaust the stack of whatever goes over it */
const MAX_DEPTH = 100;

/** @throws OC_CONFIG_SYNTAX with file, line and column, both from 1 */
export function parseToml(text: string, file: string): TomlTable {
  const { parse, TomlError } = loadToml();
  try {
    const table = parse(text.startsWith('\uFEFF') ? text.slice(1) : text) as TomlTable;
    if (isTooDeep(table)) throw new KernelError('OC_CONFIG_SYNTAX', { file, line: 1, column: 1, because: 'reason.too_deep' });
    return table;
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const message = cause.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
    throw new KernelError('OC_CONFIG_SYNTAX', { file, line: cause.line, column: cause.column, message }, { cause });
  }
}

/** Level by level: it may be deeper than a call stack. */
function isTooDeep(table: TomlTable): boolean {
  let level: unknown[] = [table];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((value) => (isTable(value) || Array.isArray(value) ? Object.values(value) : []));
  }
  return false;
}

/** True for a TOML table; dates, arrays and scalars are values. */
export function isTable(value: unknown): value is TomlTable {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A value in TOML, on one line: tables become inline tables. @throws TypeError for what TOML cannot hold */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return formatString(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  if (isTable(value)) {
    const pairs = Object.entries(value).filter(([, item]) => item !== undefined);
    return pairs.length ? `{ ${pairs.map(([key, item]) => `${formatKey(key)} = ${formatValue(item)}`).join(', ')} }` : '{}';
  }
  throw new TypeError(`not a TOML value: ${typeof value}`);
}

/** A basic string: JSON's escapes are TOML's, but for DEL. */
export function formatString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}

export function formatKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : formatString(key);
}
