import { Turns } from './turns.ts';

/** paths of one kind that are kept */
const KEPT = 400;
/** paths that are looked at between two looks at the clock */
const STEP = 200;

/** small letters of lists, without accents; a list is never changed */
const folded = new WeakMap<readonly string[], string[]>();

/**
 * The few hundred of very many paths that are worth an exact comparison: those whose name has the query, then those that have it anywhere, then those with
 * its letters in order; the shorter first. Makes nothing new for a path, so that no garbage is left behind that would hold keys up.
 */
export async function rough(query: string, paths: readonly string[], signal: AbortSignal): Promise<string[]> {
  const turns = new Turns(signal);
  const low = folded.get(paths) ?? [];
  folded.set(paths, low);
  const wanted = fold(query);
  const found: number[][] = [[], [], []];
  const shorter = (a: number, b: number) => (paths[a] as string).length - (paths[b] as string).length || a - b;
  for (let at = 0; at < paths.length; at++) {
    if (at % STEP === 0) await turns.next();
    low[at] ??= fold(paths[at] as string);
    const kind = kindOf(low[at] as string, wanted);
    const same = found[kind];
    if (!same || same.push(at) < 4 * KEPT) continue;
    same.sort(shorter).length = KEPT;
  }
  return found.flatMap((same) => same.sort(shorter).slice(0, KEPT)).map((at) => paths[at] as string);
}

/** 0: the name has it; 1: the path has it; 2: its letters stand there in order; 3: no match. */
function kindOf(path: string, query: string): number {
  if (path.includes(query, path.lastIndexOf('/', path.length - 2) + 1)) return 0;
  if (path.includes(query)) return 1;
  let at = -1;
  for (const letter of query) {
    at = path.indexOf(letter, at + 1);
    if (at < 0) return 3;
  }
  return 2;
}

function fold(text: string): string {
  const small = text.toLowerCase();
  return /^[\x20-\x7e]*$/.test(small) ? small : small.normalize('NFD').replace(/\p{M}/gu, '');
}
