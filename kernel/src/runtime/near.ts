/** Edit distance with transpositions (Damerau–Levenshtein, restricted), bounded: stops at `max`. */
export function distance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > max) return max + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? max + 1;
}

/** The candidates nearest to a misspelt word, best first, joined for people; empty when none is near. */
export function near(word: string, candidates: readonly string[], limit = 3): string {
  const lower = word.toLowerCase();
  const max = Math.max(2, Math.floor(word.length / 3));
  return candidates
    .map((candidate) => {
      const other = candidate.toLowerCase();
      const bare = other.slice(other.indexOf('/') + 1);
      const score = other.includes(lower) || lower.includes(bare) ? 0.5 : Math.min(distance(lower, other, max), distance(lower, bare, max));
      return { candidate, score };
    })
    .filter(({ score }) => score <= max)
    .sort((a, b) => a.score - b.score || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate)
    .join(', ');
}
