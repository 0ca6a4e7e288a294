import { isDeepStrictEqual } from 'node:util';
import { KernelError } from '../runtime/errors.ts';
import { formatKeyPath, type KeyPath, valueAt } from './key-path.ts';
import { same, startsWith } from './locate.ts';
import { copy } from './merge.ts';
import { removeAt, setAt } from './set-at.ts';
import { attachedStart, insertLine, lineEnd, lineStart, replaceRange } from './text-lines.ts';
import { formatKey, formatValue, isTable, parseToml, type TomlTable } from './toml.ts';
import { scanToml, type TomlEntry } from './toml-scan.ts';

/**
 * Sets one key and leaves every other byte as it is: comments, order, spacing, line ends. The result is parsed and compared with what it should
 * say before it is returned.
 * @throws OC_CONFIG_SYNTAX for an unreadable text, OC_CONFIG_WRITE where the key cannot be set in it
 */
export function setValue(text: string, path: KeyPath, value: unknown, file = 'opencode.toml'): string {
  const before = parseToml(text, file);
  const expected = copy(before);
  setAt(expected, path, value);
  return verified(place(text, path, value), expected, path, file);
}

/** Removes a key, or a table with all below it; a text without it comes back unchanged. @throws as `setValue` */
export function unsetValue(text: string, path: KeyPath, file = 'opencode.toml'): string {
  const before = parseToml(text, file);
  const expected = copy(before);
  if (!removeAt(expected, path)) return text;
  return verified(remove(text, path), expected, path, file);
}

function verified(text: string, expected: TomlTable, path: KeyPath, file: string): string {
  let after: TomlTable | undefined;
  try {
    after = parseToml(text, file);
  } catch (cause) {
    throw new KernelError('OC_CONFIG_WRITE', { file, key: formatKeyPath(path), because: 'reason.key_does_not_fit' }, { cause });
  }
  if (!isDeepStrictEqual(withoutEmpty(after), withoutEmpty(expected))) {
    throw new KernelError('OC_CONFIG_WRITE', { file, key: formatKeyPath(path), because: 'reason.key_does_not_fit' });
  }
  return text;
}

/** Tables that hold nothing come and go with their last key; parsers give tables different prototypes. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isTable(value)) return value;
  const pairs = Object.entries(value).map(([key, inner]) => [key, withoutEmpty(inner)] as const);
  return Object.fromEntries(pairs.filter(([, inner]) => !isTable(inner) || Object.keys(inner).length));
}

function place(text: string, path: KeyPath, value: unknown): string {
  const entries = scanToml(text);
  const exact = entries.find((entry) => isPair(entry) && same(entry.path, path));
  if (exact) return replaceRange(text, exact.valueStart, exact.valueEnd, formatValue(value));
  if (entries.some((entry) => startsWith(entry.path, path))) {
    return isTable(value) ? placeTable(text, path, value) : place(remove(text, path), path, value);
  }
  const inline = entries.filter((entry) => isPair(entry) && startsWith(path, entry.path) && text[entry.valueStart] === '{').at(-1);
  if (inline) return intoInline(text, inline, path.slice(inline.path.length), value);
  const dotted = entries.findLast((entry) => entry.kind === 'pair' && sharesDottedTable(entry, path));
  if (dotted) return insertLine(text, lineEnd(text, dotted.end), pairLine(path.slice(dotted.table.length), value));
  return intoTable(text, entries, path, value);
}

/** An existing table takes a new content: its keys are set one by one, so that what stays keeps its comments. */
function placeTable(text: string, path: KeyPath, value: TomlTable): string {
  const now = valueAt(parseToml(text, ''), path);
  let result = text;
  for (const key of isTable(now) ? Object.keys(now) : []) if (value[key] === undefined) result = remove(result, [...path, key]);
  for (const [key, inner] of Object.entries(value)) result = place(result, [...path, key], inner);
  return result;
}

/** `a.b = 1` in table T makes `T.a` a table that no header may open again: further keys of it go beside. */
function sharesDottedTable({ path, table }: TomlEntry, wanted: KeyPath): boolean {
  return path.length > table.length + 1 && wanted.length > table.length + 1 && startsWith(wanted, path.slice(0, table.length + 1));
}

function intoInline(text: string, entry: TomlEntry, rest: KeyPath, value: unknown): string {
  const inside = text.slice(entry.valueStart + 1, entry.valueEnd - 1);
  const pair = pairLine(rest, value);
  if (inside.trim() === '') return replaceRange(text, entry.valueStart, entry.valueEnd, `{ ${pair} }`);
  const trimmed = inside.trimEnd();
  const at = entry.valueStart + 1 + trimmed.length;
  return replaceRange(text, at, at, trimmed.endsWith(',') ? ` ${pair}` : `, ${pair}`);
}

function intoTable(text: string, entries: TomlEntry[], path: KeyPath, value: unknown): string {
  const parent = path.slice(0, -1);
  const line = pairLine(path.slice(-1), value);
  if (parent.length === 0) return intoRoot(text, entries, line);
  const header = entries.find((entry) => isHeader(entry) && same(entry.path, parent));
  if (header) {
    const last = entries.findLast((entry) => entry.kind === 'pair' && entry.table === header.table) ?? header;
    return insertLine(text, lineEnd(text, last.end), line);
  }
  const block = [`[${formatKeyPath(parent)}]`, line];
  const below = entries.find((entry) => isHeader(entry) && startsWith(entry.path, parent));
  if (below) return insertLine(text, attachedStart(text, below.start), ...block, '');
  const sibling = entries.findLast((entry) => isHeader(entry) && entry.path[0] === parent[0]);
  const at = sibling ? sectionEnd(text, entries, sibling) : text.length;
  return insertLine(text, at, ...(text.slice(0, at).trim() === '' ? [] : ['']), ...block);
}

function intoRoot(text: string, entries: TomlEntry[], line: string): string {
  const last = entries.findLast((entry) => entry.kind === 'pair' && entry.table.length === 0);
  if (last) return insertLine(text, lineEnd(text, last.end), line);
  const header = entries.find(isHeader);
  if (!header) return insertLine(text, text.length, line);
  return insertLine(text, attachedStart(text, header.start), line, '');
}

/** Behind the last pair of a table, before what the next one begins with. */
function sectionEnd(text: string, entries: TomlEntry[], header: TomlEntry): number {
  const last = entries.findLast((entry) => entry.kind === 'pair' && entry.table === header.table) ?? header;
  return lineEnd(text, last.end);
}

/** Takes out one statement or pair after the other, outermost first, until none at or below the path is left. */
function remove(text: string, path: KeyPath): string {
  let result = text;
  for (let left = text.length; left > 0; left--) {
    const entries = scanToml(result);
    const entry = entries.find((one) => startsWith(one.path, path));
    if (!entry) break;
    const [start, end] = rangeOf(result, entries, entry);
    result = replaceRange(result, start, end, '');
  }
  return result;
}

function rangeOf(text: string, entries: TomlEntry[], entry: TomlEntry): [number, number] {
  if (entry.kind === 'inline') return inlineRange(text, entry);
  return [lineStart(text, entry.start), isHeader(entry) ? sectionEnd(text, entries, entry) : lineEnd(text, entry.end)];
}

/** The pair with one of the commas beside it. */
function inlineRange(text: string, entry: TomlEntry): [number, number] {
  const after = /^\s*,[ \t]*/.exec(text.slice(entry.end))?.[0];
  if (after !== undefined) return [entry.start, entry.end + after.length];
  const before = /,\s*$/.exec(text.slice(0, entry.start))?.[0] ?? '';
  return [entry.start - before.length, entry.end];
}

function pairLine(path: KeyPath, value: unknown): string {
  return `${path.map(formatKey).join('.')} = ${formatValue(value)}`;
}

function isPair({ kind }: TomlEntry): boolean {
  return kind === 'pair' || kind === 'inline';
}

function isHeader({ kind }: TomlEntry): boolean {
  return kind === 'table' || kind === 'tables';
}
