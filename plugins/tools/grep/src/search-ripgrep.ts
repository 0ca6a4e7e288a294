import { type RunLinesResult, runLines } from '@ock/kernel';
import type { Search, SearchEnd } from './hits.ts';
import { includeFilter } from './include-filter.ts';

export const TIMEOUT_MS = 60_000;
/** characters of one message: a line of a minified file is one, and is quoted in it */
const MAX_MESSAGE = 64 * 1024 * 1024;

/** messages that are kept until all have come, and their characters */
const MAX_UNSORTED_LINES = 2_000;
const MAX_UNSORTED_CHARS = 4 * 1024 * 1024;

interface RgText {
  text?: string;
  bytes?: string;
}
interface RgMessage {
  type: 'begin' | 'match' | 'context' | 'end' | 'summary';
  data: { path?: RgText; lines?: RgText; line_number?: number | null; submatches?: { start: number }[] };
}

/** Searches with ripgrep. In the order of paths, so that the same search gives the same matches. */
export async function searchRipgrep(rg: string, search: Search): Promise<SearchEnd> {
  const reader = new Reader(search, await includeFilter(search.include));
  if (search.file === undefined) {
    const { groups, run } = await atOnce(rg, search);
    if (run)
      return reader.end(
        run,
        groups.every((group) => group.lines.every((line) => reader.take(line))),
      );
  }
  const run = await runRipgrep(rg, search, ['--sort', 'path'], (line) => reader.take(line));
  return reader.end(run, !run.stopped);
}

/** The messages about one file. */
interface Group {
  path: string[];
  lines: string[];
}

/**
 * Sorting takes ripgrep all but one processor, so where few matches are found they are sorted here.
 * @returns no `run` where there are too many: sorted, a search for them ends early
 */
async function atOnce(rg: string, search: Search): Promise<{ groups: Group[]; run?: RunLinesResult }> {
  const groups: Group[] = [];
  let lines = 0;
  let chars = 0;
  const run = await runRipgrep(rg, search, [], (line) => {
    lines++;
    chars += line.length;
    if (lines > MAX_UNSORTED_LINES || chars > MAX_UNSORTED_CHARS) return false;
    if (line.startsWith('{"type":"begin"')) groups.push({ path: fileOf(parsed(line)).split('/'), lines: [] });
    groups.at(-1)?.lines.push(line);
    return true;
  });
  if (run.stopped) return { groups };
  groups.sort((a, b) => byPath(a.path, b.path));
  return { groups, run };
}

/** Folder by folder, as ripgrep sorts. */
export function byPath(a: string[], b: string[]): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  if (at === -1) return a.length - b.length;
  return (a[at] as string) < (b[at] ?? '') ? -1 : 1;
}

function runRipgrep(rg: string, search: Search, more: string[], onLine: (line: string) => boolean): Promise<RunLinesResult> {
  return runLines(rg, ['--json', ...more, ...argumentsOf(search)], {
    cwd: search.root,
    signal: search.signal,
    timeoutMs: TIMEOUT_MS,
    maxChars: MAX_MESSAGE,
    onLine,
  });
}

/** Tells the search what ripgrep's messages say. */
class Reader {
  readonly #search: Search;
  readonly #matches: (file: string) => boolean;
  #wanted = false;
  #endless = 0;

  constructor(search: Search, matches: (file: string) => boolean) {
    this.#search = search;
    this.#matches = matches;
  }

  /** @returns false when enough was found */
  take(line: string): boolean {
    const search = this.#search;
    const message = parsed(line);
    if (!message) this.#endless++;
    const { type, data } = message ?? { type: 'summary', data: {} };
    const file = fileOf(message);
    if (type === 'begin') this.#wanted = this.#matches(file) && search.wanted(file);
    if (!this.#wanted || (type !== 'match' && type !== 'context')) return true;
    const text = textOf(data.lines);
    const start = data.submatches?.[0]?.start ?? 0;
    const column = Buffer.from(text).subarray(0, start).toString('utf8').length;
    const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
    return lines.every((one, index) =>
      search.onHit({ file, line: (data.line_number ?? 0) + index, text: one, match: type === 'match', column: index === 0 ? column : 0 }),
    );
  }

  end(run: RunLinesResult, isAll: boolean): SearchEnd {
    const failed = run.exitCode === 2 && run.stderr !== '';
    const error = failed
      ? run.stderr.replace(/^rg: /gm, '').trim()
      : this.#endless > 0
        ? `${this.#endless} matches in lines too long to show`
        : undefined;
    return { complete: isAll && !run.timedOut, ...(error !== undefined && { error }) };
  }
}

function fileOf(message: RgMessage | undefined): string {
  return textOf(message?.data.path).replace(/^\.\//, '');
}

/** @returns undefined for a message that was cut off */
function parsed(line: string): RgMessage | undefined {
  try {
    return JSON.parse(line) as RgMessage;
  } catch (error) {
    if (line.length >= MAX_MESSAGE) return undefined;
    throw error;
  }
}

/** What to search, without how to tell of it. */
export function argumentsOf({ pattern, ignoreCase, context, include, type, multiline, file }: Search): string[] {
  return [
    ...['--no-config', '--hidden', '--no-require-git', '--engine', 'auto', '--glob', '!.git'],
    ...(ignoreCase ? ['--ignore-case'] : []),
    ...(context > 0 ? ['--context', String(context)] : []),
    ...(multiline ? ['--multiline', '--multiline-dotall'] : /\\n|\n/.test(pattern) ? ['--multiline'] : []),
    ...(type ? ['--type', type] : narrowed(include)),
    ...['--regexp', pattern, '--', file ?? '.'],
  ];
}

/** A type, unlike a glob, does not bring back what .gitignore excludes. It knows names only: paths are filtered on our side. */
function narrowed(include: string | undefined): string[] {
  return !include || include.includes('/') || /[!:]/.test(include) ? [] : ['--type-add', `wanted:${include}`, '--type', 'wanted'];
}

function textOf(value: RgText | undefined): string {
  return value?.text ?? Buffer.from(value?.bytes ?? '', 'base64').toString('latin1');
}
