import { lineText, wrapLine } from '../screen/spans.ts';
import { textWidth } from '../screen/width.ts';

/** a text that is plain, or in one style from its beginning to its end */
const ONE_STYLE = /^((?:\u001b\[[\d;]*m)*)([^\u001b]*)((?:\u001b\[[\d;]*m)*)$/;

/** A line that is longer than the screen is wide, broken where words end, each part indented as it is. What has several styles stays as it is. */
export function wrapNote(text: string, width: number): string[] {
  const [, open = '', plain = '', close = ''] = ONE_STYLE.exec(text) ?? [];
  if (plain === '' || textWidth(plain) <= width) return [text];
  const indent = /^ */.exec(plain)?.[0] ?? '';
  const parts = wrapLine([{ text: plain.slice(indent.length) }], Math.max(1, width - indent.length));
  return parts.map((part) => `${open}${indent}${lineText(part).trimEnd()}${close}`);
}
