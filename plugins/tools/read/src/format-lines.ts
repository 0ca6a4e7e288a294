import { ToolError, type ToolOutput, type Translate } from '@ock/kernel';
import type { LineSlice } from './line-collector.ts';

/** Numbered lines and, where something is missing, one last line that says how to get it. */
export function formatLines(t: Translate, slice: LineSlice, offset: number, shown: string, notes: string[]): ToolOutput {
  if (slice.lines.length === 0) {
    if (slice.total && slice.total > 0)
      throw new ToolError(`${shown} has ${slice.total} ${slice.total === 1 ? 'line' : 'lines'}: there is no line ${offset}.`);
    return { text: '(empty file)', title: t('tool-read.title-empty', { path: shown }), metadata: { lines: 0, truncated: false } };
  }
  const last = offset + slice.lines.length - 1;
  const foot = [...notes];
  if (slice.more) {
    foot.unshift(`lines ${offset}-${last}${slice.total === undefined ? '' : ` of ${slice.total}`}; continue with offset ${last + 1}`);
  }
  if (slice.cut > 0) foot.push(`${slice.cut} long ${slice.cut === 1 ? 'line' : 'lines'} cut at 2000 characters`);
  const numbered = slice.lines.map((line, i) => `${offset + i}\t${line}`);
  if (foot.length > 0) numbered.push(`(${foot.join('; ')})`);
  return {
    text: numbered.join('\n'),
    title: t('tool-read.title', { path: shown, first: offset, last }),
    metadata: { lines: slice.lines.length, truncated: slice.more || slice.cut > 0 },
  };
}
