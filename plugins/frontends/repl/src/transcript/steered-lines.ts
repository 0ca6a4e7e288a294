import type { Translate } from '@ock/kernel';
import type { Theme } from '../theme/theme.ts';
import { firstRows } from './first-rows.ts';

/** A prompt that the model was told in the middle of its work, as it stays in the transcript. */
export function steeredLines(text: string, o: { theme: Theme; t: Translate }, width: number): string[] {
  return firstRows(text, Math.max(10, width - 3), o).map((row, i) => `${i === 0 ? o.theme.paint('prompt', '> ') : '  '}${row}`);
}
