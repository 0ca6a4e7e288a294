import stringWidth from 'string-width';

const ASCII = /^[\x20-\x7e]*$/;
/*
 * Letters and signs of which every code unit stands for itself, unless something combining follows, and none of that is here. They need neither a
 * segmenter nor the tables of string-width, which take a third of the start to load.
 */
const NARROW =
  '\\xa1-\\xac\\xae-\\u02ff\\u0370-\\u0482\\u048a-\\u0556\\u0561-\\u0586\\u05d0-\\u05ea\\u0620-\\u064a\\u2010-\\u2027\\u2030-\\u203b\\u203d-\\u2048\\u204a-\\u205e\\u2190-\\u2319\\u232b-\\u23e8\\u2500-\\u25fc\\u2610-\\u2612\\u2713\\u2717\\u27e6-\\u27ef\\u2800-\\u28ff';
const WIDE = '\\u3001-\\u3029\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff01-\\uff60';
const isNarrow = new RegExp(`^[${NARROW}]$`);
const isWide = new RegExp(`^[${WIDE}]$`);
const isSeparate = new RegExp(`^[\\x20-\\x7e${NARROW}${WIDE}]*$`);
let segmenter: Intl.Segmenter | undefined;
let wordSegmenter: Intl.Segmenter | undefined;
/** graphemes whose width is remembered */
const MAX_KNOWN = 4_096;
const known = new Map<string, number>();

/** Loads what emoji and rarer scripts need, before the first of them comes: while everybody waits for an answer, and nobody for a key. */
export function warmWidths(): void {
  textWidth('\u{1f642}');
}

/** What a person sees as characters. */
export function graphemes(text: string): string[] {
  if (isSeparate.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Columns that one grapheme takes: 0, 1 or 2. */
export function graphemeWidth(grapheme: string): number {
  if (grapheme.length === 1 && grapheme >= ' ' && grapheme <= '~') return 1;
  if (isNarrow.test(grapheme)) return 1;
  if (isWide.test(grapheme)) return 2;
  let width = known.get(grapheme);
  if (width === undefined) {
    width = Math.min(2, stringWidth(grapheme, { countAnsiEscapeCodes: true }));
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(grapheme, width);
  }
  return width;
}

/** Columns of a text without escape sequences. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
  return width;
}

/** At most `width` columns, an ellipsis where something is missing. */
export function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    const wide = graphemeWidth(grapheme);
    if (used + wide > width - 1) break;
    cut += grapheme;
    used += wide;
  }
  return `${cut}…`;
}

/** `text` and blanks up to `width` columns. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** Words and what stands between them, as the script has them: Thai and Chinese too. */
export function words(text: string): { text: string; isWord: boolean }[] {
  wordSegmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return Array.from(wordSegmenter.segment(text), ({ segment, isWordLike }) => ({ text: segment, isWord: isWordLike === true }));
}
