import { breakLine, type Line, lineText, lineWidth } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';
import { type Change, changesOf, type DiffLine, parseDiff } from './parse-diff.ts';
import { type CompareWords, pairSpans } from './word-changes.ts';

export interface DiffOptions {
  theme: Theme;
  /** columns */
  width: number;
  /** lines shown at most; what is left is counted */
  limit: number;
  more(count: number): string;
  /** absent: no words are marked */
  compare?: CompareWords | undefined;
}

/** columns from which on old and new stand side by side */
const SIDE_BY_SIDE = 120;
const NUMBER_WIDTH = 4;
const MIN_TEXT = 10;
const TOP = /^@@ -[01](?:,\d+)? \+[01](?:,\d+)? @@$/;
/** in place of a sign before the rest of a line */
const GOES_ON = '↳';
const MIDDLE = ' │ ';

/** A unified diff, made harmless already: side by side where there is room, else below each other. */
export function renderDiff(diff: string, options: DiffOptions): string[] {
  const { theme, limit, more, width } = options;
  const all = parseDiff(diff);
  // the name of a single file is known from what made the change
  const files = all.filter(({ kind, text }) => kind === 'file' && text.startsWith('+++ ')).length;
  const parts = changesOf(all.filter((line) => !(line.kind === 'file' && files <= 1) && !isAtTop(line)));
  const isWide = width >= SIDE_BY_SIDE && hasTwoSides(all);
  const shown: string[] = [];
  let left = 0;
  for (const part of parts) {
    if (shown.length > limit) left += heightOf(part, isWide);
    else shown.push(...(isWide ? sideBySide(part, options) : below(part, options)).map(lineText));
  }
  left += Math.max(0, shown.length - limit);
  return left > 0 ? [...shown.slice(0, limit), theme.paint('dim', more(left))] : shown;
}

/** A file that is new or gone has only one. */
function hasTwoSides(lines: readonly DiffLine[]): boolean {
  const has = (side: DiffLine['kind']) => lines.some(({ kind }) => kind === side || kind === 'same');
  return has('removed') && has('added');
}

/** Lines of a part, those that are broken counted once. */
function heightOf(part: DiffLine | Change, isWide: boolean): number {
  if (!('removed' in part)) return 1;
  const [before, after] = [part.removed.length, part.added.length];
  return isWide ? Math.max(before, after) : before + after;
}

/** Where a file begins needs no saying. */
function isAtTop({ kind, text }: DiffLine): boolean {
  return kind === 'hunk' && TOP.test(text);
}

function below(part: DiffLine | Change, { theme, compare, width }: DiffOptions): Line[] {
  if (!('removed' in part)) {
    const isText = part.kind === 'same';
    return signedRows(isText ? [{ text: ' ' }] : [], plainLine(part, theme), width, theme);
  }
  const pairs = part.removed.map((line, i) => {
    const other = part.added[i];
    return other ? pairSpans(tabs(line.text), tabs(other.text), theme, compare) : undefined;
  });
  const rows = (sign: '-' | '+', role: 'removed' | 'added', text: string, spans: Line | undefined) =>
    signedRows([theme.span(role, sign)], spans ?? [theme.span(role, tabs(text))], width, theme);
  return [
    ...part.removed.flatMap(({ text }, i) => rows('-', 'removed', text, pairs[i]?.before)),
    ...part.added.flatMap(({ text }, i) => rows('+', 'added', text, pairs[i]?.after)),
  ];
}

/** A line, broken where it is too long; what goes on is told from lines by its sign. */
function signedRows(head: Line, text: Line, width: number, theme: Theme): Line[] {
  const indent = lineWidth(head);
  const on: Line = [{ text: ' '.repeat(Math.max(0, indent - 1)) }, theme.span('dim', indent > 0 ? GOES_ON : '')];
  return breakLine(text, Math.max(MIN_TEXT, width - indent)).map((row, at) => [...(at === 0 ? head : on), ...row]);
}

function plainLine(line: DiffLine, theme: Theme): Line {
  if (line.kind === 'hunk') return [theme.span('accent', line.text)];
  if (line.kind === 'file') return [theme.span('text', line.text, '1')];
  if (line.kind === 'note') return [theme.span('dim', line.text)];
  return [{ text: tabs(line.text) }];
}

function sideBySide(part: DiffLine | Change, { theme, width, compare }: DiffOptions): Line[] {
  const half = Math.floor((width - MIDDLE.length) / 2);
  const side = (number: number | undefined, sign: string, text: Line): Line[] => {
    const head = theme.span('dim', `${String(number ?? '').padStart(NUMBER_WIDTH)} `);
    const mark = sign === ' ' ? { text: sign } : theme.span(sign === '+' ? 'added' : 'removed', sign);
    return signedRows([head, mark], text, half, theme);
  };
  const joined = (left: Line[], right: Line[]): Line[] =>
    Array.from({ length: Math.max(left.length, right.length) }, (_row, at) => [
      ...(left[at] ?? []),
      { text: ' '.repeat(Math.max(0, half - lineWidth(left[at] ?? []))) },
      theme.span('border', MIDDLE),
      ...(right[at] ?? []),
    ]);
  if ('removed' in part) {
    const height = Math.max(part.removed.length, part.added.length);
    return Array.from({ length: height }, (_line, i) => {
      const [before, after] = [part.removed[i], part.added[i]];
      const pair = before && after ? pairSpans(tabs(before.text), tabs(after.text), theme, compare) : undefined;
      const left = before ? side(before.old, '-', pair?.before ?? [theme.span('removed', tabs(before.text))]) : [];
      const right = after ? side(after.new, '+', pair?.after ?? [theme.span('added', tabs(after.text))]) : [];
      return joined(left, right);
    }).flat();
  }
  if (part.kind !== 'same') return breakLine(plainLine(part, theme), width);
  const text: Line = [{ text: tabs(part.text) }];
  return joined(side(part.old, ' ', text), side(part.new, ' ', text));
}

function tabs(text: string): string {
  return text.replaceAll('\t', '    ');
}
