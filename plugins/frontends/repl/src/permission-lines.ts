import {
  type PermissionDecision,
  type PermissionRequest,
  reasonText,
  reveal,
  revealLine,
  type SlashStyle,
  sanitizeLine,
  type Translate,
} from '@ock/kernel';
import type { Subject } from '@ock/schemas';
import { shorten } from './call-text.ts';
import { lineText, wrapLine } from './screen/spans.ts';
import { graphemes, graphemeWidth, textWidth } from './screen/width.ts';

/** characters that a part must have to be told from others */
const MIN_MARKED = 3;
/** reasons that are told, each in at most two lines */
const MAX_REASONS = 5;
const INDENT = '    ';
/** before what goes on from the line above */
const MORE_INDENT = '  ';
const MIN_WIDTH = 20;

export interface RequestLines {
  /** who asks for what */
  head: string[];
  /** what it would touch: whole, with nothing hidden */
  subjects: string[];
  /** what it would change, as lines with a sign; empty: nothing that can be shown */
  change: string;
  /** why it is asked */
  reason: string[];
  /** all of it in one line without colours */
  plain: string;
}

export interface RequestLook {
  style: SlashStyle;
  t: Translate;
  /** whom the person talks to: others that ask are named */
  agent: string;
  /** who asks, where more is known than the agent */
  worker?: string | undefined;
  /** columns; absent: lines are as long as they are */
  width?: number;
}

/** What a person is asked to allow. */
export function requestLines(
  { tool, subjects, input, cwd, agent, change }: PermissionRequest,
  { reason, because, asks }: Extract<PermissionDecision, { effect: 'ask' }>,
  { style, t, agent: own, worker, width }: RequestLook,
): RequestLines {
  const other = worker !== undefined || (agent !== undefined && agent !== own);
  const head = t(other ? 'frontend-repl.asks_for' : 'frontend-repl.asks', { tool: tool.id, agent: worker ?? sanitizeLine(agent ?? '') });
  const reasons: NonNullable<typeof asks> = asks ?? [{ reason, ...(because && { because }) }];
  const told = reasons.map((each) => revealLine(reasonText(t, each))).filter(Boolean);
  const texts = subjects.map((subject) => subjectText(subject, cwd, t));
  const parts = reasons.flatMap((each) =>
    Object.values(each.because?.args ?? {}).flatMap((value) => (typeof value === 'string' ? [revealLine(value)] : [])),
  );
  return {
    head: [style.yellow(head)],
    subjects: texts.flatMap((text) => text.split('\n').flatMap((line) => marked(line, parts, style, width))),
    change: change || changeOf(input),
    reason: [
      ...told.slice(0, MAX_REASONS).flatMap((text) => broken(text, width, '  ').slice(0, 2)),
      ...(told.length > MAX_REASONS ? [`  ${t('frontend-repl.more_lines', { count: told.length - MAX_REASONS })}`] : []),
    ].map((line) => style.dim(line)),
    plain: `${head} ${texts.map((text) => text.replace(/\n\s*/g, ' ')).join(' ')}`,
  };
}

/** A text in lines of at most `width` columns with an indent. */
export function broken(text: string, width: number | undefined, indent: string): string[] {
  const rows = width === undefined ? [text] : wrapLine([{ text }], Math.max(MIN_WIDTH, width - indent.length)).map(lineText);
  return rows.map((row) => indent + row);
}

/** One line of what is asked about, whole; the parts of it that are why it is asked stand out. */
function marked(given: string, parts: readonly string[], style: SlashStyle, width: number | undefined): string[] {
  const line = width === undefined ? given : given.replaceAll('\t', '    ');
  const isRisky = new Array<boolean>(line.length).fill(false);
  for (const part of new Set(parts)) {
    if (part.length < MIN_MARKED || part === line) continue;
    for (let at = line.indexOf(part); at >= 0; at = line.indexOf(part, at + part.length)) isRisky.fill(true, at, at + part.length);
  }
  let from = 0;
  return rowsOf(line, width).map((row, at) => {
    const begin = from;
    from += row.length;
    return (at === 0 ? INDENT : INDENT + MORE_INDENT) + painted(row, isRisky.slice(begin, from), style);
  });
}

/** Broken behind a blank where there is one not too far left of the edge; nothing is lost, blanks neither. */
function rowsOf(line: string, width: number | undefined): string[] {
  if (width === undefined) return [line];
  const rows: string[] = [];
  let row = '';
  let used = 0;
  const room = () => Math.max(MIN_WIDTH, width - INDENT.length - (rows.length > 0 ? MORE_INDENT.length : 0));
  for (const grapheme of graphemes(line)) {
    const columns = graphemeWidth(grapheme);
    if (used + columns > room()) {
      const blank = row.lastIndexOf(' ') + 1;
      const end = blank > row.length / 2 ? blank : row.length;
      rows.push(row.slice(0, end));
      row = row.slice(end);
      used = textWidth(row);
    }
    row += grapheme;
    used += columns;
  }
  return [...rows, row];
}

function painted(row: string, isRisky: readonly boolean[], style: SlashStyle): string {
  let out = '';
  for (let at = 0; at < row.length; ) {
    let end = at;
    while (end < row.length && isRisky[end] === isRisky[at]) end++;
    const piece = style.bold(row.slice(at, end));
    out += isRisky[at] ? style.red(piece) : piece;
    at = end;
  }
  return out;
}

/** What an edit would take out and put in, as lines with a sign. */
export function changeOf(input: unknown): string {
  const { oldString, newString, content, value, edits, patchText } = (input ?? {}) as Record<string, unknown>;
  if (typeof patchText === 'string') return patchText;
  const signed = (sign: string, text: unknown) =>
    typeof text === 'string' && text
      ? text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => sign + line)
      : [];
  const parts = Array.isArray(edits) ? (edits as Record<string, unknown>[]) : [];
  const each = parts.flatMap((edit) => [...signed('-', edit?.oldString), ...signed('+', edit?.newString)]);
  return [...signed('-', oldString), ...signed('+', newString ?? content ?? value), ...each].join('\n');
}

/** Whole and with nothing hidden: what is agreed to is what runs. */
function subjectText(subject: Subject, cwd: string, t: Translate): string {
  if (subject.action === 'exec') return reveal(subject.command);
  if (subject.action === 'net') return revealLine(subject.url);
  if (subject.action === 'other') return revealLine(subject.what);
  return t(`permission.subject_${subject.action}`, { path: revealLine(shorten(subject.path, cwd)) });
}
