import { cutLine, type Line, lineText, lineWidth } from '../screen/spans.ts';
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
const MIDDLE = ' │ ';

/** A unified diff, made harmless already: side by side where there is room, else below each other. */
export function renderDiff(diff: string, options: DiffOptions): string[] {
  const { theme, limit, more, width } = options;
  const all = parseDiff(diff);
  // the name of a single file is known from what made the change
  const files = all.filter(({ kind, text }) => kind === 'file' && text.startsWith('+++ ')).length;
  const parts = changesOf(files > 1 ? all : all.filter(({ kind }) => kind !== 'file'));
  const lines = parts.flatMap((part) => (width >= SIDE_BY_SIDE ? sideBySide(part, options) : below(part, options)));
  const shown = lines.slice(0, limit).map((line) => lineText(cutLine(line, width)));
  if (lines.length > limit) shown.push(theme.paint('dim', more(lines.length - limit)));
  return shown;
}

function below(part: DiffLine | Change, { theme, compare }: DiffOptions): Line[] {
  if ('removed' in part) {
    const pairs = part.removed.map((line, i) => {
      const other = part.added[i];
      return other ? pairSpans(tabs(line.text), tabs(other.text), theme, compare) : undefined;
    });
    return [
      ...part.removed.map(
        (line, i): Line => [theme.span('removed', '-'), ...(pairs[i]?.before ?? [theme.span('removed', tabs(line.text))])],
      ),
      ...part.added.map((line, i): Line => [theme.span('added', '+'), ...(pairs[i]?.after ?? [theme.span('added', tabs(line.text))])]),
    ];
  }
  return [plainLine(part, theme, true)];
}

function plainLine(line: DiffLine, theme: Theme, signed: boolean): Line {
  if (line.kind === 'hunk') return [theme.span('accent', line.text)];
  if (line.kind === 'file') return [theme.span('text', line.text, '1')];
  if (line.kind === 'note') return [theme.span('dim', line.text)];
  return [{ text: `${signed ? ' ' : ''}${tabs(line.text)}` }];
}

function sideBySide(part: DiffLine | Change, { theme, width, compare }: DiffOptions): Line[] {
  const half = Math.floor((width - MIDDLE.length) / 2);
  const side = (number: number | undefined, sign: string, text: Line): Line => {
    const head = `${String(number ?? '').padStart(NUMBER_WIDTH)} `;
    return cutLine(
      [theme.span('dim', head), ...(sign === ' ' ? [{ text: sign }] : [theme.span(sign === '+' ? 'added' : 'removed', sign)]), ...text],
      half,
    );
  };
  const joined = (left: Line, right: Line): Line => [
    ...left,
    { text: ' '.repeat(Math.max(0, half - lineWidth(left))) },
    theme.span('border', MIDDLE),
    ...right,
  ];
  if ('removed' in part) {
    const height = Math.max(part.removed.length, part.added.length);
    return Array.from({ length: height }, (_line, i) => {
      const [before, after] = [part.removed[i], part.added[i]];
      const pair = before && after ? pairSpans(tabs(before.text), tabs(after.text), theme, compare) : undefined;
      const left = before ? side(before.old, '-', pair?.before ?? [theme.span('removed', tabs(before.text))]) : [];
      const right = after ? side(after.new, '+', pair?.after ?? [theme.span('added', tabs(after.text))]) : [];
      return joined(left, right);
    });
  }
  if (part.kind !== 'same') return [plainLine(part, theme, false)];
  const text: Line = [{ text: tabs(part.text) }];
  return [joined(side(part.old, ' ', text), side(part.new, ' ', text))];
}

function tabs(text: string): string {
  return text.replaceAll('\t', '    ');
}
