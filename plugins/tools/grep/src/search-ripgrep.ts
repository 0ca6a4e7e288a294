import { runLines } from '@ock/kernel';
import type { Search, SearchEnd } from './hits.ts';
import { includeFilter } from './include-filter.ts';

const TIMEOUT_MS = 60_000;
/** characters of one message: a line of a minified file is one, and is quoted in it */
const MAX_MESSAGE = 64 * 1024 * 1024;

interface RgText {
  text?: string;
  bytes?: string;
}
interface RgMessage {
  type: 'begin' | 'match' | 'context' | 'end' | 'summary';
  data: { path?: RgText; lines?: RgText; line_number?: number | null; submatches?: { start: number }[] };
}

/** Searches with ripgrep. Sorted by path, so that the same search gives the same matches. */
export async function searchRipgrep(rg: string, search: Search): Promise<SearchEnd> {
  const matches = await includeFilter(search.include);
  let wanted = false;
  let endless = 0;
  const run = await runLines(rg, argumentsOf(search), {
    cwd: search.root,
    signal: search.signal,
    timeoutMs: TIMEOUT_MS,
    maxChars: MAX_MESSAGE,
    onLine(line) {
      const message = parsed(line);
      if (!message) endless++;
      const { type, data } = message ?? { type: 'summary', data: {} };
      const file = textOf(data.path).replace(/^\.\//, '');
      if (type === 'begin') wanted = matches(file) && search.wanted(file);
      if (!wanted || (type !== 'match' && type !== 'context')) return true;
      const text = textOf(data.lines);
      const start = data.submatches?.[0]?.start ?? 0;
      const column = Buffer.from(text).subarray(0, start).toString('utf8').length;
      const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
      return lines.every((one, index) =>
        search.onHit({ file, line: (data.line_number ?? 0) + index, text: one, match: type === 'match', column: index === 0 ? column : 0 }),
      );
    },
  });
  const failed = run.exitCode === 2 && run.stderr !== '';
  const error = failed
    ? run.stderr.replace(/^rg: /gm, '').trim()
    : endless > 0
      ? `${endless} matches in lines too long to show`
      : undefined;
  return { complete: !run.stopped && !run.timedOut, ...(error !== undefined && { error }) };
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

function argumentsOf({ pattern, ignoreCase, context, include, type, multiline, file }: Search): string[] {
  return [
    ...['--json', '--no-config', '--hidden', '--no-require-git', '--engine', 'auto', '--sort', 'path', '--glob', '!.git'],
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
