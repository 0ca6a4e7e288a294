import { lineText, wrapLine } from '../screen/spans.ts';
import { textWidth } from '../screen/width.ts';

/** a text that is plain, or in one style from its beginning, blanks left out, to its end */
const ONE_STYLE = /^( *)((?:\u001b\[[\d;]*m)*)([^\u001b]*)((?:\u001b\[[\d;]*m)*)$/;

/** A line that is longer than the screen is wide, broken where words end, each part indented as it is. What has several styles stays as it is. */
export function wrapNote(text: string, width: number): string[] {
  const [, lead = '', open = '', plain = '', close = ''] = ONE_STYLE.exec(text) ?? [];
  if (plain === '' || lead.length + textWidth(plain) <= width) return [text];
  const inner = /^ */.exec(plain)?.[0] ?? '';
  const indent = lead + inner;
  const parts = wrapLine([{ text: plain.slice(inner.length) }], Math.max(1, width - indent.length));
  return parts.map((part) => `${indent}${open}${lineText(part).trimEnd()}${close}`);
}
