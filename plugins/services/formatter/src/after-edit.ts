import {
  type FileLedger,
  type Formatted,
  type FormatterService,
  fileVersion,
  shownPath,
  type ToolCallInfo,
  type ToolOutput,
  unifiedDiff,
} from '@ock/kernel';
import { mergedDiff } from './merged-diff.ts';

export interface AfterEditOptions {
  service: FormatterService;
  cwd: string;
  signal: AbortSignal;
  files: FileLedger;
}

/** files of one call that are formatted */
const MAX_FILES = 20;
/** ms for all of them; below the tap's own deadline, so that nothing is written when the result is told */
export const BUDGET_MS = 20_000;
const MAX_LINES = 60;
const MAX_CHARS = 4_000;
const MAX_NAMES = 10;

/** Formats the files that a call wrote, and has the result tell what became of them. */
export async function afterEdit(output: ToolOutput, { tool }: ToolCallInfo, options: AfterEditOptions): Promise<ToolOutput> {
  const changed = [...new Set(output.metadata?.files_changed ?? [])].slice(0, MAX_FILES);
  if (output.isError || tool.permission !== 'fs.write' || changed.length === 0) return output;
  const { service, cwd, files } = options;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(BUDGET_MS)]);
  const notes: string[] = [];
  let metadata = output.metadata ?? {};
  for (const file of changed) {
    if (!service.formatterOf(file) || (await fileVersion(file)) === undefined) continue;
    const known = [...(files.entries?.() ?? [])].map(([path]) => path);
    const done = await service.format(file, signal, known);
    if (!done) continue;
    const shown = shownPath(file, cwd);
    if (done.after !== undefined && done.before !== undefined) {
      if (done.version !== undefined && files.stamp(file) !== undefined) files.seen(file, done.version);
      metadata = await mergedDiff(metadata, shown, done.before, done.after);
      metadata = { ...metadata, formatted: [...((metadata.formatted as string[] | undefined) ?? []), file] };
    }
    notes.push(...(await notesOn(done, shown, cwd)));
  }
  return notes.length === 0 ? output : { ...output, text: `${output.text}\n\n${notes.join('\n')}`, metadata };
}

async function notesOn({ formatter, before, after, failure, others }: Formatted, shown: string, cwd: string): Promise<string[]> {
  const notes: string[] = [];
  if (failure !== undefined) notes.push(`${formatter} did not format ${shown}, which stays as you left it: ${failure}`);
  if (before !== undefined && after !== undefined) {
    const { diff, added, removed } = await unifiedDiff(shown, before, after);
    const hunks = diff.split('\n').slice(2);
    const whole = hunks.length <= MAX_LINES && diff.length <= MAX_CHARS;
    const what = `${formatter} then formatted ${shown}`;
    if (hunks.length === 0) notes.push(`${what}: only line ends changed.`);
    else
      notes.push(
        whole ? `${what}:\n${hunks.join('\n').trimEnd()}` : `${what} (+${added} -${removed} lines): read it before you change it again.`,
      );
  }
  if (others.length > 0) {
    const names = others.slice(0, MAX_NAMES).map((path) => shownPath(path, cwd));
    const more = others.length > MAX_NAMES ? ` and ${others.length - MAX_NAMES} more` : '';
    notes.push(`While ${formatter} ran on ${shown}, other files changed too: ${names.join(', ')}${more}`);
  }
  return notes;
}
