import { stripVTControlCharacters } from 'node:util';
import { formatOf, sanitize, sanitizeLine, type Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';
import { cut, shorten, withoutRepeat } from '../call-text.ts';
import { textWidth } from '../screen/width.ts';

type ToolResult = Extract<Event, { type: 'tool_result' }>;

/** What a result says in a few words behind its call: "exit 1, 1.2 s". */
export function resultFacts(event: ToolResult, what: string, { t, cwd, width }: { t: Translate; cwd: string; width: number }): string {
  const { title, output, is_error, metadata } = event;
  const facts: string[] = [];
  const news = title ? withoutRepeat(sanitizeLine(shorten(title, cwd)), what) : '';
  const told = [metadata?.exit_code, metadata?.signal].map(String).includes(news);
  if (news && !told) facts.push(cut(news, Math.max(20, width - 40)));
  if (typeof metadata?.exit_code === 'number') facts.push(t('frontend-repl.exit_code', { code: metadata.exit_code }));
  if (typeof metadata?.signal === 'string') facts.push(t('frontend-repl.signal', { signal: metadata.signal }));
  const lines = output.trimEnd() === '' ? 0 : output.trimEnd().split('\n').length;
  if (facts.length === 0 && !is_error) facts.push(t('frontend-repl.output_lines', { count: lines }));
  return [...facts, formatOf(t).duration(event.duration_ms)].join(', ');
}

/** columns that are left of what a call is about, however much is said behind it */
const MIN_WHAT = 8;

/** The line of a call, what it is about shortened where not all has room. @param width columns */
export function fitHead({ head, what }: { head: string; what: string }, width: number): string {
  const over = textWidth(stripVTControlCharacters(head)) - width;
  if (over <= 0 || what === '' || !head.endsWith(what)) return head;
  return head.slice(0, -what.length) + cut(what, Math.max(MIN_WHAT, textWidth(what) - over));
}

/** What of an output a person is shown under its call: how it ended stands there already, and of a sub-agent that failed only why. */
export function shownOutput({ output, metadata }: ToolResult): string[] {
  const lines = outputLines(output);
  if (typeof metadata?.child_session_id === 'string') return lines.slice(0, 1);
  const told = [`exit code: ${metadata?.exit_code}`, `ended by signal: ${metadata?.signal}`];
  return told.includes(lines.at(-1) ?? '') ? lines.slice(0, -1) : lines;
}

/** Lines of an output as a terminal may show them; none when it is empty. */
export function outputLines(output: string): string[] {
  const lines = sanitize(output).trimEnd().split('\n');
  return lines.length === 1 && lines[0] === '' ? [] : lines.map((line) => line.replaceAll('\t', '  '));
}
