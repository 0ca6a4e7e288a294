import { ToolError } from '@ock/kernel';
import type { Hunk } from './parse-patch.ts';

/** Ways in which a line may differ from the file's and still be the one that is meant, strictest first. */
const READINGS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  (line) =>
    line
      .trim()
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .replace(/[\u2018\u2019\u201a\u201b]/g, "'")
      .replace(/[\u201c-\u201f]/g, '"')
      .replace(/[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g, ' '),
];

/**
 * The text with all hunks applied, in the order of the file. Lines that a hunk keeps stay as the file has them; new ones get the file's line
 * ends, and the file ends with a newline or without as it did.
 * @throws ToolError when a hunk's place is not there, or is one of several
 */
export function applyHunks(text: string, hunks: readonly Hunk[], shown: string): string {
  const eol = /\r\n/.test(text) && !/[^\r]\n/.test(text) ? '\r\n' : '\n';
  const lines = text.split('\n');
  const final = lines.at(-1) === '';
  if (final) lines.pop();
  const bare = lines.map((line) => line.replace(/\r$/, ''));
  const out: string[] = [];
  let done = 0;
  hunks.forEach((hunk, index) => {
    const name = `Hunk ${index + 1} of ${shown}`;
    const from = afterContext(bare, hunk.context, done, name);
    const old = hunk.lines.filter(({ op }) => op !== '+').map((line) => line.text);
    const at = old.length === 0 ? insertion(bare, hunk, from) : place(bare, old, from, hunk, name);
    out.push(...lines.slice(done, at));
    let next = at;
    for (const { op, text: given } of hunk.lines) {
      if (op === '+') out.push(ended(given, next > 0 ? lines[next - 1] : lines[next], eol));
      else {
        if (op === ' ') out.push(lines[next] ?? given);
        next++;
      }
    }
    done = next;
  });
  out.push(...lines.slice(done));
  if (out.length === 0) return '';
  const joined = out.join('\n');
  return final ? `${joined}\n` : joined.replace(/\r$/, '');
}

/** A new line with the line end of its neighbour, or the file's usual one. */
function ended(line: string, neighbour: string | undefined, eol: string): string {
  const cr = neighbour === undefined ? eol === '\r\n' : neighbour.endsWith('\r');
  return cr ? `${line}\r` : line;
}

function afterContext(lines: readonly string[], context: readonly string[], from: number, name: string): number {
  let at = from;
  for (const wanted of context) {
    const found = READINGS.map((read) => lines.findIndex((line, i) => i >= at && read(line) === read(wanted))).find((i) => i >= 0);
    if (found === undefined)
      throw new ToolError(`${name}: there is no line "${wanted.trim()}" (its @@ line) below line ${at}. Nothing was changed.`);
    at = found + 1;
  }
  return at;
}

/** Lines without any that stand there already go behind their @@ line, or to the end of the file. */
function insertion(lines: readonly string[], hunk: Hunk, from: number): number {
  return hunk.context.length > 0 && !hunk.atEnd ? from : lines.length;
}

function place(lines: readonly string[], old: readonly string[], from: number, hunk: Hunk, name: string): number {
  for (const read of READINGS) {
    const wanted = old.map(read);
    const found: number[] = [];
    for (let at = from; at + wanted.length <= lines.length && found.length < 3; at++)
      if (wanted.every((line, i) => read(lines[at + i] ?? '') === line)) found.push(at);
    const atEnd = lines.length - wanted.length;
    if (hunk.atEnd && found.length > 0) {
      if (atEnd >= from && wanted.every((line, i) => read(lines[atEnd + i] ?? '') === line)) return atEnd;
      throw new ToolError(`${name}: its lines do not stand at the end of the file. Nothing was changed.`);
    }
    if (found.length > 1 && hunk.context.length === 0)
      throw new ToolError(
        `${name}: its lines stand at several places (line ${found.map((at) => at + 1).join(', ')}). Add lines around it, or an @@ line that stands above it. Nothing was changed.`,
      );
    if (found[0] !== undefined) return found[0];
  }
  const earlier = lines.findIndex((_line, at) => old.every((line, i) => lines[at + i]?.trim() === line.trim()));
  const why =
    earlier >= 0 && earlier < from ? ` They stand at line ${earlier + 1}, above an earlier hunk: keep the order of the file.` : '';
  throw new ToolError(
    `${name}: these lines are not in the file:\n${old.slice(0, 12).join('\n')}\n${why}Read the file again. Nothing was changed.`,
  );
}
