import { sanitize } from '@ock/kernel';
import type { Style } from './style.ts';

/** A unified diff in colours, one entry a line; at most `limit` lines, then how many are left. */
export function diffLines(diff: string, style: Style, limit: number, more: (count: number) => string): string[] {
  const lines = sanitize(diff).replace(/\n$/, '').split('\n');
  const shown = lines.slice(0, limit).map((line) => painted(line, style));
  if (lines.length > limit) shown.push(style.dim(more(lines.length - limit)));
  return shown;
}

function painted(line: string, style: Style): string {
  if (line.startsWith('+++') || line.startsWith('---')) return style.bold(line);
  if (line.startsWith('@@')) return style.cyan(line);
  if (line.startsWith('+')) return style.green(line);
  return line.startsWith('-') ? style.red(line) : line;
}
