import { stripVTControlCharacters } from 'node:util';
import { graphemes, graphemeWidth, textWidth } from './width.ts';

/** what `lineText` and the theme put around text */
const PAINT = /(\x1b\[[\d;]*m|\x1b\]8;;[^\x07\x1b]*\x1b\\)/;

/** A piece of text that looks the same throughout. */
export interface Span {
  text: string;
  /** parameters of SGR, as `1;31`; absent: plain */
  sgr?: string;
  /** what it links to (OSC 8) */
  link?: string;
}

/** A line of text in pieces. */
export type Line = Span[];

/** Escape sequences and all. Each span ends what it began, so that lines can be cut and joined. */
export function lineText(line: Line): string {
  let out = '';
  for (const { text, sgr, link } of line) {
    if (text === '') continue;
    const painted = sgr ? `\x1b[${sgr}m${text}\x1b[0m` : text;
    out += link ? `\x1b]8;;${link}\x1b\\${painted}\x1b]8;;\x1b\\` : painted;
  }
  return out;
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** The same line in one more style; what a span says itself comes last and wins. */
export function styled(line: Line, sgr: string): Line {
  return sgr === '' ? line : line.map((span) => ({ ...span, sgr: span.sgr ? `${sgr};${span.sgr}` : sgr }));
}

interface Word {
  pieces: Line;
  width: number;
  blank: boolean;
}

/**
 * Breaks a line where words end, and inside a word only when it is longer than a whole line.
 * @param width columns, `rest` of them for every line but the first
 */
export function wrapLine(line: Line, width: number, rest = width): Line[] {
  const lines: Line[] = [];
  let current: Line = [];
  let used = 0;
  const limit = () => Math.max(1, lines.length === 0 ? width : rest);
  const next = () => {
    lines.push(current);
    current = [];
    used = 0;
  };
  for (const word of wordsOf(line)) {
    if (word.blank && used === 0 && lines.length > 0) continue;
    if (used + word.width <= limit()) {
      current.push(...word.pieces);
      used += word.width;
      continue;
    }
    if (word.blank) {
      next();
      continue;
    }
    if (used > 0) {
      trimEnd(current);
      next();
    }
    for (const piece of word.pieces) {
      let text = '';
      for (const grapheme of graphemes(piece.text)) {
        const wide = graphemeWidth(grapheme);
        if (used > 0 && used + wide > limit()) {
          if (text !== '') current.push({ ...piece, text });
          text = '';
          next();
        }
        text += grapheme;
        used += wide;
      }
      if (text !== '') current.push({ ...piece, text });
    }
  }
  lines.push(current);
  return lines;
}

/** Breaks a line only where the terminal ends: blanks in code mean something, and words in it are none. */
export function breakLine(line: Line, width: number): Line[] {
  if (lineWidth(line) <= width) return [line];
  const lines: Line[] = [];
  let current: Line = [];
  let used = 0;
  for (const span of line) {
    let text = '';
    for (const grapheme of graphemes(span.text)) {
      const wide = graphemeWidth(grapheme);
      if (used > 0 && used + wide > width) {
        lines.push(text === '' ? current : [...current, { ...span, text }]);
        [current, text, used] = [[], '', 0];
      }
      text += grapheme;
      used += wide;
    }
    if (text !== '') current.push({ ...span, text });
  }
  return [...lines, current];
}

/** A line at most `width` columns wide, an ellipsis where something is missing. */
export function cutLine(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const cut: Line = [];
  let used = 0;
  for (const span of line) {
    let text = '';
    for (const grapheme of graphemes(span.text)) {
      const wide = graphemeWidth(grapheme);
      if (used + wide > width - 1) return [...cut, { ...span, text: `${text}…` }];
      text += grapheme;
      used += wide;
    }
    cut.push({ ...span, text });
  }
  return cut;
}

/** The same for a line that is painted already. */
export function cutPainted(text: string, width: number): string {
  if (text.length <= width || textWidth(stripVTControlCharacters(text)) <= width) return text;
  let cut = '';
  let room = Math.max(0, width - 1);
  for (const [i, part] of text.split(PAINT).entries()) {
    // what ends a style or a link stands behind the cut too
    if (i % 2 === 1) cut += part;
    else
      for (const grapheme of room < 0 ? [] : graphemes(part)) {
        const wide = graphemeWidth(grapheme);
        cut += wide > room ? '…' : grapheme;
        room -= wide;
        if (room < 0) break;
      }
  }
  return cut;
}

function trimEnd(line: Line): void {
  const last = line.at(-1);
  if (last) line[line.length - 1] = { ...last, text: last.text.replace(/ +$/, '') };
}

/** Text between blanks, across spans; scripts without blanks may break between any two wide characters. */
function wordsOf(line: Line): Word[] {
  const words: Word[] = [];
  let word: Word | undefined;
  const add = (span: Span, text: string, blank: boolean) => {
    if (!word || word.blank !== blank) {
      word = { pieces: [], width: 0, blank };
      words.push(word);
    }
    word.pieces.push({ ...span, text });
    word.width += textWidth(text);
  };
  for (const span of line) {
    for (const part of span.text.match(/ +|[^ ]+/g) ?? []) {
      if (part.startsWith(' ')) add(span, part, true);
      else if (/^[\x21-\x7e]+$/.test(part)) add(span, part, false);
      else
        for (const piece of part.match(
          /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+/g,
        ) ?? []) {
          if (/^[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/.test(piece)) word = undefined;
          add(span, piece, false);
        }
    }
  }
  return words;
}
