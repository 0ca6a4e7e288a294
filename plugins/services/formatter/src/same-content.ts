/** share of a text's words that must still be there */
const KEPT = 0.5;
/** words below which nothing can be said */
const ENOUGH = 4;
/** words that may come on top of twice as many as there were */
const ADDED = 100;

/** Could this be the same text, formatted? Formatters move, quote and wrap; they do not put something else in a file's place. */
export function isSameContent(before: string, after: string): boolean {
  if (after.includes('\0') || (after.includes('\ufffd') && !before.includes('\ufffd'))) return false;
  if (after.trim() === '') return before.trim() === '';
  const old = words(before);
  const size = total(old);
  if (size < ENOUGH) return true;
  const now = words(after);
  let common = 0;
  for (const [word, count] of old) common += Math.min(count, now.get(word) ?? 0);
  return common >= size * KEPT && total(now) <= size * 2 + ADDED;
}

function words(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function total(counts: Map<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
