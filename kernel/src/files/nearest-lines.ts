import { closeness } from './near-names.ts';

/** lines compared letter by letter when no line is the same */
const MAX_COMPARED = 20_000;
const MAX_SHOWN = 12;
const MAX_WIDTH = 200;

/**
 * The part of a file that a text which was not found may have meant, for the model to correct itself: `12\tline`, as `read` shows it.
 * @returns undefined when nothing is near
 */
export function nearestLines(file: readonly string[], wanted: readonly string[]): string | undefined {
  const start = byVotes(file, wanted) ?? byLikeness(file, wanted);
  if (start === undefined) return undefined;
  const from = Math.max(0, start);
  const to = Math.min(file.length, start + Math.min(wanted.length, MAX_SHOWN));
  const shown = file
    .slice(from, to)
    .map((line, i) => `${from + i + 1}\t${line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)}…` : line}`);
  return shown.join('\n');
}

/** Each wanted line that stands in the file says where the text would begin; most votes win. */
function byVotes(file: readonly string[], wanted: readonly string[]): number | undefined {
  const positions = new Map<string, number[]>();
  wanted.forEach((line, j) => {
    const key = line.trim();
    if (key.length > 3) positions.set(key, [...(positions.get(key) ?? []).slice(0, 3), j]);
  });
  const votes = new Map<number, number>();
  file.forEach((line, i) => {
    for (const j of positions.get(line.trim()) ?? []) votes.set(i - j, (votes.get(i - j) ?? 0) + 1);
  });
  let best: number | undefined;
  for (const [start, count] of votes) if (best === undefined || count > (votes.get(best) ?? 0)) best = start;
  return best;
}

function byLikeness(file: readonly string[], wanted: readonly string[]): number | undefined {
  const j = wanted.findIndex((line) => line.trim().length > 3);
  const line = wanted[j]?.trim().slice(0, MAX_WIDTH).toLowerCase();
  if (line === undefined) return undefined;
  let best = { at: -1, score: 0.6 };
  for (let i = 0; i < Math.min(file.length, MAX_COMPARED); i++) {
    const other = (file[i] as string).trim().slice(0, MAX_WIDTH).toLowerCase();
    if (other.length * 3 < line.length || line.length * 3 < other.length) continue;
    const score = closeness(line, other);
    if (score > best.score) best = { at: i - j, score };
  }
  return best.at === -1 ? undefined : best.at;
}
