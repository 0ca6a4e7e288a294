import type { Translate } from '@ock/kernel';
import { textWidth } from '../screen/width.ts';
import type { Theme } from '../theme/theme.ts';
import { firstRows } from '../transcript/first-rows.ts';

/** marks for terminals that jump from prompt to prompt */
const PROMPT_MARK = '\x1b]133;A\x07';
const OUTPUT_MARK = '\x1b]133;C\x07';
const MAX_INDENT = 8;

/** A prompt as it stays in the transcript. */
export function echoed(text: string, prompt: string, o: { theme: Theme; t: Translate }, width: number): string[] {
  const room = width - Math.max(textWidth(prompt), MAX_INDENT);
  const rows = firstRows(text, Math.max(10, room), o);
  const indent = ' '.repeat(Math.min(MAX_INDENT, textWidth(prompt)));
  return rows.map((row, i) => {
    const head = i === 0 ? `${PROMPT_MARK}${o.theme.paint('prompt', prompt)}` : indent;
    return `${head}${row}${i === rows.length - 1 ? OUTPUT_MARK : ''}`;
  });
}
