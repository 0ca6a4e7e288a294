import type { Span } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';

export type CompareWords = (before: string, after: string) => { value: string; added?: boolean; removed?: boolean }[];

/** lines longer than this are not compared word by word */
const MAX_COMPARED = 2_000;
/** a line of which less is left the same is another line, and marking its words would say nothing */
const LEAST_SAME = 0.3;

/** Loads what compares lines word by word. */
export async function loadCompareWords(): Promise<CompareWords> {
  const { diffWordsWithSpace } = await import('diff');
  return (before, after) => diffWordsWithSpace(before, after);
}

/** A removed line and the one in its place, with the words that changed marked. */
export function pairSpans(
  before: string,
  after: string,
  theme: Theme,
  compare: CompareWords | undefined,
): { before: Span[]; after: Span[] } {
  const plain = { before: [theme.span('removed', before)], after: [theme.span('added', after)] };
  if (!compare || theme.depth === 0 || before.length > MAX_COMPARED || after.length > MAX_COMPARED) return plain;
  const parts = compare(before, after);
  const same = parts.filter(({ added, removed }) => !added && !removed).reduce((sum, { value }) => sum + value.trim().length, 0);
  if (same < LEAST_SAME * Math.max(before.trim().length, after.trim().length)) return plain;
  return {
    before: parts.filter(({ added }) => !added).map(({ value, removed }) => theme.span(removed ? 'removedWord' : 'removed', value)),
    after: parts.filter(({ removed }) => !removed).map(({ value, added }) => theme.span(added ? 'addedWord' : 'added', value)),
  };
}
