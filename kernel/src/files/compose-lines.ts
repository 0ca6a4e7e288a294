import type { LinePlace } from './find-lines.ts';
import { Indentation } from './indentation.ts';
import type { Tolerance } from './line-keys.ts';

/** A line that counts, with the blank lines after it (only where blank lines count for nothing). */
interface Unit {
  text: string;
  blanks: number;
}

/** cells of the comparison of old and new lines; above, only their common beginning and end count as kept */
const MAX_CELLS = 250_000;

/**
 * The file's new lines for a place found under a tolerance. Lines that the model repeated unchanged stay as the file has them, byte for byte;
 * others are indented as the file is.
 * @returns undefined when the model's indentation contradicts itself, so that the new lines' indentation would be a guess
 */
export function composeLines(
  file: readonly string[],
  oldLines: string[],
  newLines: string[],
  place: LinePlace,
  tolerance: Tolerance,
): string[] | undefined {
  const old = units(oldLines, tolerance.skipsBlank);
  const now = units(newLines, tolerance.skipsBlank);
  const { prefix, suffix, lines } = place;
  if (now.length === 0) return prefix || suffix ? [prefix + suffix] : [];

  const indentation = new Indentation();
  old.forEach((unit, j) => {
    if (unit.text.trim() !== '' && !(j === 0 && prefix)) indentation.learn(unit.text, file[lines[j] as number] as string);
  });
  const kept = common(old, now);
  const out: string[] = [];
  for (let i = 0; i < now.length; i++) {
    const unit = now[i] as Unit;
    const first = i === 0 && prefix !== '';
    const last = i === now.length - 1 && suffix !== '';
    const j = kept[i];
    const fits = j !== undefined && (!prefix || (i === 0) === (j === 0)) && (!suffix || (i === now.length - 1) === (j === old.length - 1));
    if (fits) {
      const at = lines[j] as number;
      const next = lines[j + 1] ?? at + 1;
      const sameBlanks = unit.blanks === (old[j] as Unit).blanks;
      out.push(file[at] as string, ...(sameBlanks ? file.slice(at + 1, next) : blank(unit.blanks)));
      continue;
    }
    const own = tolerance.indents && !first ? indentation.apply(unit.text) : tolerance.indents ? unit.text.trimStart() : unit.text;
    if (own === undefined) return undefined;
    out.push((first ? prefix : '') + own + (last ? suffix : ''), ...blank(unit.blanks));
  }
  return out;
}

function units(lines: string[], skipsBlank: boolean): Unit[] {
  const out: Unit[] = [];
  for (const text of lines) {
    const last = out[out.length - 1];
    if (skipsBlank && text.trim() === '' && last) last.blanks++;
    else out.push({ text, blanks: 0 });
  }
  return out;
}

const blank = (count: number): string[] => Array<string>(count).fill('');

/** For each new unit the old one it repeats: the longest common subsequence. */
function common(old: Unit[], now: Unit[]): (number | undefined)[] {
  const kept: (number | undefined)[] = Array(now.length).fill(undefined);
  const same = (i: number, j: number) => now[i]?.text === old[j]?.text;
  let start = 0;
  while (start < now.length && start < old.length && same(start, start)) kept[start] = start++;
  let end = 0;
  while (end < now.length - start && end < old.length - start && same(now.length - 1 - end, old.length - 1 - end)) {
    kept[now.length - 1 - end] = old.length - 1 - end;
    end++;
  }
  const rows = now.length - start - end;
  const columns = old.length - start - end;
  if (rows === 0 || columns === 0 || rows * columns > MAX_CELLS) return kept;
  const best = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1));
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const row = best[i] as Uint16Array;
      const below = best[i + 1] as Uint16Array;
      row[j] = same(start + i, start + j) ? (below[j + 1] as number) + 1 : Math.max(below[j] as number, row[j + 1] as number);
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (same(start + i, start + j)) kept[start + i++] = start + j++;
    else if (((best[i + 1] as Uint16Array)[j] as number) >= ((best[i] as Uint16Array)[j + 1] as number)) i++;
    else j++;
  }
  return kept;
}
