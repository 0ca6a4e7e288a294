import { ToolError } from '@ock/kernel';
import type { Position, Range, TextEdit } from './protocol.ts';

export type Encoding = 'utf-8' | 'utf-16' | 'utf-32';

/** lines above and below in which a symbol is looked for when it is not on the line that was named */
const NEAR_LINES = 5;

/** A text's lines without their ends, as the protocol counts them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Position on a line in units of the encoding → index into the string. Beyond the end means the end. */
export function toIndex(line: string, character: number, encoding: Encoding): number {
  if (encoding === 'utf-16') return Math.min(character, line.length);
  let units = 0;
  let index = 0;
  for (const char of line) {
    if (units >= character) break;
    units += encoding === 'utf-8' ? Buffer.byteLength(char) : 1;
    index += char.length;
  }
  return index;
}

/** Index into a line's string → units of the encoding. */
export function toCharacter(line: string, index: number, encoding: Encoding): number {
  const head = line.slice(0, index);
  if (encoding === 'utf-16') return head.length;
  return encoding === 'utf-8' ? Buffer.byteLength(head) : [...head].length;
}

/** What people and models count: characters, from 1. */
export function toColumn(line: string, index: number): number {
  return [...line.slice(0, index)].length + 1;
}

/**
 * The position that a line and a column or symbol mean. A symbol is looked for on the line, near the column, then on the lines around it.
 * @throws ToolError that says where the symbol stands, when it stands elsewhere
 */
export function findPosition(
  text: string,
  { line, column, symbol }: { line?: number; column?: number; symbol?: string },
  encoding: Encoding,
): Position {
  const lines = linesOf(text);
  if (line === undefined && symbol === undefined) throw new ToolError('Name the place: line and column, or line and symbol.');
  if (line !== undefined && (line < 1 || line > lines.length))
    throw new ToolError(`There is no line ${line}: the file has ${lines.length}.`);
  if (symbol === undefined) {
    const content = lines[(line ?? 1) - 1] ?? '';
    const index = [...content].slice(0, Math.max(0, (column ?? firstColumn(content)) - 1)).join('').length;
    return { line: (line ?? 1) - 1, character: toCharacter(content, index, encoding) };
  }
  const at = findSymbol(lines, symbol, line, column);
  return { line: at.line, character: toCharacter(lines[at.line] ?? '', at.index, encoding) };
}

function firstColumn(content: string): number {
  return content.length - content.trimStart().length + 1;
}

function findSymbol(
  lines: readonly string[],
  symbol: string,
  line: number | undefined,
  column: number | undefined,
): { line: number; index: number } {
  // of `a.b.c` the last name is meant
  const name = symbol.split(/\.|::|->/).at(-1) || symbol;
  const places = lines.flatMap((content, number) => occurrences(content, name).map((index) => ({ line: number, index })));
  const distance = (place: { line: number }): number => (line === undefined ? 0 : Math.abs(place.line - (line - 1)));
  const near = places.filter((place) => distance(place) <= NEAR_LINES);
  const off = (place: { index: number }): number => (column === undefined ? 0 : Math.abs(place.index + 1 - column));
  near.sort((a, b) => distance(a) - distance(b) || off(a) - off(b));
  const [best] = near;
  if (best) return best;
  const others = [...new Set(places.map((place) => place.line + 1))].slice(0, 10);
  throw new ToolError(
    others.length > 0
      ? `"${name}" does not stand on line ${line}. It stands on: ${others.join(', ')}.`
      : `"${name}" does not stand in this file.`,
  );
}

/** Whole words where the name is one. */
function occurrences(content: string, name: string): number[] {
  const found: number[] = [];
  for (let at = content.indexOf(name); at !== -1; at = content.indexOf(name, at + 1)) {
    const word = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_$]/u.test(char);
    if ((word(name[0]) && word(content[at - 1])) || (word(name.at(-1)) && word(content[at + name.length]))) continue;
    found.push(at);
  }
  return found;
}

/** The text with the edits made. @throws ToolError when two of them overlap */
export function applyEdits(text: string, edits: readonly TextEdit[], encoding: Encoding): string {
  const starts = lineStarts(text);
  const offset = ({ line, character }: Position): number => {
    const start = starts[line];
    if (start === undefined) return text.length;
    const content = text.slice(start, contentEnd(text, start, starts[line + 1]));
    return start + toIndex(content, character, encoding);
  };
  const places = edits.map((edit, order) => ({ start: offset(edit.range.start), end: offset(edit.range.end), text: edit.newText, order }));
  places.sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
  let result = '';
  let at = 0;
  for (const place of places) {
    if (place.start < at) throw new ToolError('The language server gave edits that overlap. Nothing was changed.');
    result += text.slice(at, place.start) + place.text;
    at = place.end;
  }
  return result + text.slice(at);
}

/** The one change that turns a text into another, as whole lines; undefined when they are equal. */
export function changedLines(before: string, after: string, encoding: Encoding): { range: Range; text: string } | undefined {
  if (before === after) return undefined;
  const old = lineStarts(before);
  let same = 0;
  for (; same < old.length; same++) {
    const end = old[same + 1] ?? before.length;
    const part = before.slice(old[same], end);
    if (old[same + 1] === undefined || !after.startsWith(part, old[same])) break;
  }
  const start = old[same] ?? before.length;
  let tail = old.length;
  while (tail > same + 1) {
    const from = old[tail - 1] as number;
    const length = before.length - from;
    if (after.length - length < start || !after.endsWith(before.slice(from)) || after[after.length - length - 1] !== '\n') break;
    tail--;
  }
  const whole = tail === old.length;
  const last = old.length - 1;
  const end = whole
    ? { line: last, character: toCharacter(before.slice(old[last]), before.length - (old[last] as number), encoding) }
    : { line: tail, character: 0 };
  const removedTail = whole ? 0 : before.length - (old[tail] as number);
  return { range: { start: { line: same, character: 0 }, end }, text: after.slice(start, after.length - removedTail) };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return starts;
}

function contentEnd(text: string, start: number, next: number | undefined): number {
  let end = next ?? text.length;
  while (next !== undefined && end > start && /[\r\n]/.test(text[end - 1] as string)) end--;
  return end;
}
