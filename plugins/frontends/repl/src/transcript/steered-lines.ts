import { sanitize } from '@ock/kernel';
import { lineText, wrapLine } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';

/** A prompt that the model was told in the middle of its work, as it stays in the transcript. */
export function steeredLines(text: string, theme: Theme, width: number): string[] {
  const rows = sanitize(text)
    .split('\n')
    .flatMap((line) => wrapLine([{ text: line }], width - 3));
  return rows.map((row, i) => `${i === 0 ? theme.paint('prompt', '> ') : '  '}${lineText(row)}`);
}
