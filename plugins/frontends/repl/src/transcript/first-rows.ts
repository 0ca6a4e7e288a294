import { sanitize, type Translate } from '@ock/kernel';
import { lineText, wrapLine } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';

/** rows of a prompt that stay in the transcript; all of it is sent */
const SHOWN_ROWS = 20;
/** characters of a line that are looked at, by the columns that are shown of it: some take no column */
const CHARS = 2;

/** The beginning of a prompt in rows, and how many more there are; only what is shown is measured, as a prompt may have megabytes. */
export function firstRows(text: string, width: number, { theme, t }: { theme: Theme; t: Translate }): string[] {
  const most = width * SHOWN_ROWS * CHARS;
  const lines = text.split(/\r\n?|\n/);
  let count = Math.max(0, lines.length - SHOWN_ROWS);
  const rows = lines.slice(0, SHOWN_ROWS).flatMap((line) => {
    count += Math.ceil(Math.max(0, line.length - most) / width);
    return sanitize(line.slice(0, most))
      .split('\n')
      .flatMap((part) => wrapLine([{ text: part.replaceAll('\t', '  ') }], width).map(lineText));
  });
  count += Math.max(0, rows.length - SHOWN_ROWS);
  return [...rows.slice(0, SHOWN_ROWS), ...(count > 0 ? [theme.paint('dim', t('frontend-repl.more_lines', { count }))] : [])];
}
