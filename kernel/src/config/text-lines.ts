/** Start of the line an offset lies in. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Behind the line break of the line an offset lies in; the end of the text where there is none. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

/** Start of the comment lines that stand directly above a line, or of the line itself. */
export function attachedStart(text: string, offset: number): number {
  let start = lineStart(text, offset);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!/^\s*#/.test(text.slice(above, start))) break;
    start = above;
  }
  return start;
}

/** Inserts whole lines at the start of a line, or at the end of the text, with the text's own kind of line break. */
export function insertLine(text: string, at: number, ...lines: string[]): string {
  const eol = /\r\n/.test(text) ? '\r\n' : '\n';
  const glue = at > 0 && text[at - 1] !== '\n' && text !== '\uFEFF' ? eol : '';
  return text.slice(0, at) + glue + lines.map((line) => line + eol).join('') + text.slice(at);
}

export function replaceRange(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}
