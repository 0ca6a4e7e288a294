/** A text with every CRLF made LF, and the way back to the original's positions. */
export interface LfText {
  text: string;
  /** what most lines of the original end with */
  eol: '\n' | '\r\n';
  /** @returns the original's position of a position in `text` */
  original(position: number): number;
}

/** Lone CR characters are text, not line ends. */
export function toLf(original: string): LfText {
  if (!original.includes('\r\n')) return { text: original, eol: '\n', original: (position) => position };
  const newlines: number[] = [];
  let lf = 0;
  for (let at = original.indexOf('\n'); at !== -1; at = original.indexOf('\n', at + 1)) {
    if (original[at - 1] === '\r') newlines.push(at - 1 - newlines.length);
    else lf++;
  }
  return {
    text: original.replaceAll('\r\n', '\n'),
    eol: newlines.length > lf ? '\r\n' : '\n',
    original: (position) => position + countBelow(newlines, position),
  };
}

export function withEol(text: string, eol: '\n' | '\r\n'): string {
  return eol === '\n' ? text : text.replaceAll('\n', '\r\n');
}

/** How many of the ascending numbers are below the limit. */
function countBelow(ascending: number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
