import { rough } from './rough.ts';
import { Turns } from './turns.ts';

/** texts that are compared in one go */
const SLICE = 100;
/** more texts than this are sorted out roughly first */
const MANY = 1_200;
/** below this a match is chance */
const LEAST_SCORE = 0.3;

/** The best matches of a list, best first. Other work goes on in between. */
export async function fuzzy(query: string, texts: readonly string[], limit: number, signal: AbortSignal): Promise<string[]> {
  const { default: fuzzysort } = await import('fuzzysort');
  const turns = new Turns(signal);
  const likely = texts.length > MANY ? await rough(query, texts, signal) : texts;
  const best: { text: string; score: number }[] = [];
  for (let at = 0; at < likely.length; at += SLICE) {
    await turns.next();
    const found = fuzzysort.go(query, likely.slice(at, at + SLICE), { limit, threshold: LEAST_SCORE });
    best.push(...found.map(({ target, score }) => ({ text: target, score })));
  }
  return best
    .sort((a, b) => b.score - a.score || a.text.length - b.text.length || (a.text < b.text ? -1 : 1))
    .slice(0, limit)
    .map(({ text }) => text);
}
