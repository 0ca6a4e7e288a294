import { setImmediate as breathe } from 'node:timers/promises';

/** paths that are compared in one go: some milliseconds */
const SLICE = 4_000;
/** below this a match is chance */
const LEAST_SCORE = 0.3;

/** The best matches of a list, best first. Between slices other work goes on. */
export async function fuzzy(query: string, texts: readonly string[], limit: number, signal: AbortSignal): Promise<string[]> {
  const { default: fuzzysort } = await import('fuzzysort');
  let best: { text: string; score: number }[] = [];
  for (let at = 0; at < texts.length; at += SLICE) {
    signal.throwIfAborted();
    const found = fuzzysort.go(query, texts.slice(at, at + SLICE), { limit, threshold: LEAST_SCORE });
    best = [...best, ...found.map(({ target, score }) => ({ text: target, score }))]
      .sort((a, b) => b.score - a.score || a.text.length - b.text.length || (a.text < b.text ? -1 : 1))
      .slice(0, limit);
    await breathe();
  }
  return best.map(({ text }) => text);
}
