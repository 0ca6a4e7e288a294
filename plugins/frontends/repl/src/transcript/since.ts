/** ms since then, in whole seconds: a clock that changes once a second. */
export function secondsSince(since: number): number {
  return Math.floor((Date.now() - since) / 1000) * 1000;
}

/** The last `width` characters of a text. */
export function endOf(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(-(width - 1))}`;
}
