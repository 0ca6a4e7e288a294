import { relative } from 'node:path';
import { sanitizeLine } from '@ock/kernel';
import { cutToWidth } from './screen/width.ts';

/** arguments that say what a call is about, most telling first */
const TELLING = ['command', 'filePath', 'file_path', 'path', 'pattern', 'url', 'query', 'question', 'description', 'prompt', 'name'];

/** A call's arguments in a few words: the command, the path below `cwd`, the pattern and where it is looked for. */
export function callText(input: unknown, cwd: string, width: number): string {
  if (typeof input !== 'object' || input === null) return cut(sanitizeLine(String(input ?? '')), width);
  const args = input as Record<string, unknown>;
  const told = TELLING.filter((key) => typeof args[key] === 'string' && args[key] !== '').slice(0, 2);
  if (told.includes('command')) return cut(sanitizeLine(String(args.command)), width);
  const words = told.map((key) => shorten(String(args[key]), cwd)).reverse();
  if (typeof args.pattern === 'string' && words.length === 2)
    return cut(sanitizeLine(`${args.pattern} in ${shorten(String(args.path ?? args.filePath), cwd)}`), width);
  if (words.length) return cut(sanitizeLine(words.at(-1) ?? ''), width);
  // its list is shown by itself
  if (Array.isArray(args.todos)) return '';
  const asked = Array.isArray(args.questions) ? (args.questions[0] as { question?: unknown } | undefined)?.question : undefined;
  const text = typeof asked === 'string' ? asked : JSON.stringify(args);
  return text === '{}' ? '' : cut(sanitizeLine(text), width);
}

/** What a result's title says beyond the words of its call: "a.ts (lines 1-7)" after "a.ts" is "lines 1-7". */
export function withoutRepeat(title: string, what: string): string {
  const told = what.replace(/…$/, '');
  if (told === '' || !title.startsWith(told)) return title;
  if (told !== what) return /[(（]([^()（）]+)[)）]$/.exec(title)?.[1] ?? '';
  return title
    .slice(told.length)
    .trim()
    .replace(/^[(（](.*)[)）]$/, '$1');
}

/** Paths below the working directory are shown relative to it. */
export function shorten(text: string, cwd: string): string {
  if (text !== cwd && !text.startsWith(`${cwd}/`)) return text;
  return relative(cwd, text) || '.';
}

/** At most `width` columns, an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  return cutToWidth(text, Math.max(2, width));
}
