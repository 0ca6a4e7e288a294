import { revealLine } from '@ock/kernel';
import { graphemes, graphemeWidth, textWidth } from '../screen/width.ts';
import type { Tokens } from './buffer.ts';

/** A row of the text as it stands on the screen. */
export interface Row {
  text: string;
  /** places of `cursor` that this row holds: from its first to its last */
  from: number;
  to: number;
  /** the row goes on in the next one */
  wrapped: boolean;
}

export interface Layout {
  rows: Row[];
  /** where the cursor stands */
  row: number;
  column: number;
}

const TAB = '  ';
/** a character by itself that cannot be seen, steers the terminal, or turns others around; a joiner belongs to a letter and is none */
const HIDDEN = /^[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]+$/u;

/** Breaks edited text into rows of at most `width` columns and finds the cursor. Tokens show their labels. */
export function layout(text: string, cursor: number, width: number, tokens: Tokens): Layout {
  const rows: Row[] = [];
  let at = { row: 0, column: 0 };
  let place = 0;
  for (const line of text.split('\n')) {
    let shown = '';
    let used = 0;
    let from = place;
    for (const grapheme of graphemes(line)) {
      const { label, wide } = seen(grapheme, tokens);
      if (used + wide > width && used > 0) {
        rows.push({ text: shown, from, to: place, wrapped: true });
        shown = '';
        used = 0;
        from = place;
      }
      if (place === cursor) at = { row: rows.length, column: used };
      shown += label;
      used += wide;
      place += grapheme.length;
    }
    if (place === cursor) {
      // the cursor behind a full row stands in the next one
      if (used >= width) {
        rows.push({ text: shown, from, to: place, wrapped: true });
        shown = '';
        used = 0;
        from = place;
      }
      at = { row: rows.length, column: used };
    }
    rows.push({ text: shown, from, to: place, wrapped: false });
    place += 1;
  }
  return { rows, ...at };
}

/** The place in the text at a column of a row, or the nearest before it. */
export function placeAt(text: string, row: Row, column: number, tokens: Tokens): number {
  let used = 0;
  let place = row.from;
  for (const grapheme of graphemes(text.slice(row.from, row.to))) {
    const { wide } = seen(grapheme, tokens);
    if (used + wide > column) break;
    used += wide;
    place += grapheme.length;
  }
  // the end of a wrapped row is the beginning of the next
  return row.wrapped && place === row.to ? Math.max(row.from, place - lastLength(text, row)) : place;
}

/** What stands on the screen for a character, and how many columns it takes. */
function seen(grapheme: string, tokens: Tokens): { label: string; wide: number } {
  if (grapheme.length === 1 && grapheme >= ' ' && grapheme <= '~') return { label: grapheme, wide: 1 };
  const label = tokens.at(grapheme)?.label ?? (grapheme === '\t' ? TAB : HIDDEN.test(grapheme) ? revealLine(grapheme) : grapheme);
  return { label, wide: label === grapheme ? graphemeWidth(grapheme) : textWidth(label) };
}

function lastLength(text: string, row: Row): number {
  return (graphemes(text.slice(row.from, row.to)).at(-1) ?? '').length;
}
