import { sanitize, type Translate } from '@ock/kernel';
import { lineText, wrapLine } from '../screen/spans.ts';
import { textWidth } from '../screen/width.ts';
import type { Theme } from '../theme/theme.ts';

/** marks for terminals that jump from prompt to prompt */
const PROMPT_MARK = '\x1b]133;A\x07';
const OUTPUT_MARK = '\x1b]133;C\x07';
/** lines of a prompt that stay in the transcript; all of it is sent */
const SHOWN_LINES = 20;
const MAX_INDENT = 8;

/** A prompt as it stays in the transcript. */
export function echoed(text: string, prompt: string, { theme, t }: { theme: Theme; t: Translate }, width: number): string[] {
  const room = width - Math.max(textWidth(prompt), MAX_INDENT);
  const lines = sanitize(text)
    .split('\n')
    .flatMap((line) => wrapLine([{ text: line.replaceAll('\t', '  ') }], Math.max(10, room)).map(lineText));
  const rows = lines.slice(0, SHOWN_LINES);
  if (lines.length > SHOWN_LINES) rows.push(theme.paint('dim', t('frontend-repl.more_lines', { count: lines.length - SHOWN_LINES })));
  const indent = ' '.repeat(Math.min(MAX_INDENT, textWidth(prompt)));
  return rows.map((row, i) => {
    const head = i === 0 ? `${PROMPT_MARK}${theme.paint('prompt', prompt)}` : indent;
    return `${head}${row}${i === rows.length - 1 ? OUTPUT_MARK : ''}`;
  });
}
