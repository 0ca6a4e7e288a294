import { runLines } from '@ock/kernel';
import type { Search, SearchEnd } from './hits.ts';
import { includeFilter } from './include-filter.ts';

const TIMEOUT_MS = 60_000;

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
  const run = await runLines(rg, argumentsOf(search), {
    cwd: search.root,
    signal: search.signal,
    timeoutMs: TIMEOUT_MS,
    onLine(line) {
      const { type, data } = JSON.parse(line) as RgMessage;
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
  return { complete: !run.stopped && !run.timedOut, ...(failed ? { error: run.stderr.replace(/^rg: /gm, '').trim() } : {}) };
}

function argumentsOf({ pattern, ignoreCase, context, include, file }: Search): string[] {
  return [
    ...['--json', '--no-config', '--hidden', '--no-require-git', '--engine', 'auto', '--sort', 'path', '--glob', '!.git'],
    ...(ignoreCase ? ['--ignore-case'] : []),
    ...(context > 0 ? ['--context', String(context)] : []),
    ...(/\\n|\n/.test(pattern) ? ['--multiline'] : []),
    ...narrowed(include),
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
