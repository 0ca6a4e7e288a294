import {
  type PermissionDecision,
  type PermissionRequest,
  reveal,
  revealLine,
  type SlashStyle,
  sanitizeLine,
  type Translate,
} from '@ock/kernel';
import type { Subject } from '@ock/schemas';
import { shorten } from './call-text.ts';

/** characters that a part must have to be told from others */
const MIN_MARKED = 3;

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

/** What a person is asked to allow. */
export function requestLines(
  { tool, subjects, input, cwd, agent }: PermissionRequest,
  { reason, because }: Extract<PermissionDecision, { effect: 'ask' }>,
  { style, t, agent: own }: { style: SlashStyle; t: Translate; agent: string },
): RequestLines {
  const other = agent !== undefined && agent !== own;
  const head = t(other ? 'frontend-repl.asks_for' : 'frontend-repl.asks', { tool: tool.id, agent: sanitizeLine(agent ?? '') });
  const told = because ? t(because.key, because.args) : reason;
  const texts = subjects.map((subject) => subjectText(subject, cwd));
  return {
    head: [style.yellow(head)],
    subjects: texts.flatMap((text) =>
      text.split('\n').map((line) => `    ${marked(line, Object.values(because?.args ?? {}).map(revealLine), style)}`),
    ),
    change: changeOf(input),
    reason: told ? [style.dim(`  ${revealLine(told)}`)] : [],
    plain: `${head} ${texts.map((text) => text.replace(/\n\s*/g, ' ')).join(' ')}`,
  };
}

/** The parts of it that are why it is asked stand out. */
function marked(line: string, parts: readonly string[], style: SlashStyle): string {
  const part = parts.filter((each) => each.length >= MIN_MARKED && line.includes(each)).sort((a, b) => b.length - a.length)[0];
  if (part === undefined) return style.bold(line);
  const at = line.indexOf(part);
  const [before, after] = [line.slice(0, at), line.slice(at + part.length)];
  return `${style.bold(before)}${style.red(style.bold(part))}${style.bold(after)}`;
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
function subjectText(subject: Subject, cwd: string): string {
  if (subject.action === 'exec') return reveal(subject.command);
  if (subject.action === 'net') return revealLine(subject.url);
  if (subject.action === 'other') return revealLine(subject.what);
  return `${subject.action} ${revealLine(shorten(subject.path, cwd))}`;
}
