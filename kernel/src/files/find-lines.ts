import { mappedKey, type Tolerance } from './line-keys.ts';

/** Where wanted lines stand: `lines[i]` is the file's line (from 0) of the i-th wanted line that counts. */
export interface LinePlace {
  lines: number[];
  /** what the file has before the first wanted line and after the last one, when those are parts of lines */
  prefix: string;
  suffix: string;
}

/** places counted before a search ends: more than one is ambiguous */
const MAX_PLACES = 20;
/** characters of a line in which parts of lines are looked for */
const MAX_PART = 4_000;

/**
 * Every place where the wanted lines stand in the file under a tolerance: as whole lines, or else, where there is none, with the first and last
 * as parts of lines. Linear in the number of lines.
 */
export function findLines(file: readonly string[], wanted: readonly string[], tolerance: Tolerance): LinePlace[] {
  const needle = wanted.map(tolerance.key).filter((key) => !tolerance.skipsBlank || key.trim() !== '');
  if (needle.every((key) => key.trim() === '')) return [];
  const keys: string[] = [];
  const numbers: number[] = [];
  for (let i = 0; i < file.length; i++) {
    const key = tolerance.key(file[i] as string);
    if (tolerance.skipsBlank && key.trim() === '') continue;
    keys.push(key);
    numbers.push(i);
  }
  const place = (at: number, prefix = '', suffix = ''): LinePlace => ({ lines: numbers.slice(at, at + needle.length), prefix, suffix });
  const whole = occurrences(keys, needle).map((at) => place(at));
  if (whole.length > 0) return whole;
  return needle.length === 1
    ? partsOfLines(file, numbers, keys, needle[0] as string, tolerance, place)
    : partsAtEdges(file, numbers, keys, needle, tolerance, place);
}

type MakePlace = (at: number, prefix?: string, suffix?: string) => LinePlace;

/** Knuth-Morris-Pratt over whole lines. Places that overlap count each: they are ambiguous. */
function occurrences(keys: readonly string[], needle: readonly string[], limit = MAX_PLACES): number[] {
  const back = [0];
  for (let i = 1, k = 0; i < needle.length; i++) {
    while (k > 0 && needle[i] !== needle[k]) k = back[k - 1] as number;
    if (needle[i] === needle[k]) k++;
    back.push(k);
  }
  const found: number[] = [];
  for (let i = 0, k = 0; i < keys.length && found.length < limit; i++) {
    while (k > 0 && keys[i] !== needle[k]) k = back[k - 1] as number;
    if (keys[i] === needle[k]) k++;
    if (k === needle.length) {
      found.push(i - needle.length + 1);
      k = back[k - 1] as number;
    }
  }
  return found;
}

function partsOfLines(
  file: readonly string[],
  numbers: number[],
  keys: string[],
  needle: string,
  tolerance: Tolerance,
  place: MakePlace,
): LinePlace[] {
  const found: LinePlace[] = [];
  for (let i = 0; i < keys.length && found.length < MAX_PLACES; i++) {
    const line = file[numbers[i] as number] as string;
    if (line.length > MAX_PART || !(keys[i] as string).includes(needle)) continue;
    const { key, map } = mappedKey(line, tolerance);
    for (let at = key.indexOf(needle); at !== -1 && found.length < MAX_PLACES; at = key.indexOf(needle, at + needle.length)) {
      if (insideWord(key, at) || insideWord(key, at + needle.length)) continue;
      found.push(place(i, line.slice(0, map[at]), line.slice(map[at + needle.length])));
    }
  }
  return found;
}

function partsAtEdges(
  file: readonly string[],
  numbers: number[],
  keys: string[],
  needle: string[],
  tolerance: Tolerance,
  place: MakePlace,
): LinePlace[] {
  const first = needle[0] as string;
  const last = needle[needle.length - 1] as string;
  const middle = needle.slice(1, -1);
  const candidates = middle.length > 0 ? occurrences(keys, middle, keys.length).map((at) => at - 1) : [...keys.keys()];
  const found: LinePlace[] = [];
  for (const at of candidates) {
    const end = at + needle.length - 1;
    if (at < 0 || end >= keys.length || found.length >= MAX_PLACES) continue;
    if (!(keys[at] as string).endsWith(first) || !(keys[end] as string).startsWith(last)) continue;
    const head = file[numbers[at] as number] as string;
    const foot = file[numbers[end] as number] as string;
    if (head.length > MAX_PART || foot.length > MAX_PART) continue;
    const top = mappedKey(head, tolerance);
    const bottom = mappedKey(foot, tolerance);
    const from = top.key.length - first.length;
    if (insideWord(top.key, from) || insideWord(bottom.key, last.length)) continue;
    const prefix = from === 0 ? '' : head.slice(0, top.map[from]);
    const suffix = last.length === bottom.key.length ? '' : foot.slice(bottom.map[last.length]);
    found.push(place(at, prefix, suffix));
  }
  return found;
}

/** A part of a line must not begin or end inside a word: that would be another word. */
function insideWord(text: string, at: number): boolean {
  return at > 0 && at < text.length && WORD.test(text[at - 1] as string) && WORD.test(text[at] as string);
}

const WORD = /[\p{L}\p{N}_]/u;
