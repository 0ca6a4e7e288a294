import { resolvePath } from '../host/paths.ts';
import type { ToolContext, ToolOutput } from '../kinds/tool.ts';
import { ToolError } from '../runtime/errors.ts';
import { withFileLock } from './file-lock.ts';
import { type ReplaceRequest, replaceText } from './replace-text.ts';
import { encodeText } from './text-codec.ts';
import { PREVIEW_BYTES, unifiedDiff } from './unified-diff.ts';
import { missingFile, readTextFile, refuseStale, saveFile, shownPath } from './workspace-file.ts';

/** lines of the result shown to the model around a place that was not found exactly */
const SHOWN_LINES = 8;

/**
 * Applies edits to one file in order, all or none; each sees what the one before it left. An empty `oldString` first creates a file that is missing
 * or fills an empty one. Encoding, byte order mark, line ends and mode stay. A file that the model never read is changed at exact places only.
 * @param filePath as the model gave it
 * @throws ToolError with nothing changed
 */
export function editFile(filePath: string, edits: readonly ReplaceRequest[], ctx: ToolContext): Promise<ToolOutput> {
  const path = resolvePath(filePath, ctx.cwd);
  const shown = shownPath(path, ctx.cwd);
  return withFileLock(path, async () => {
    const { file, known, text, places, notes, loose } = await planned(path, edits, ctx);
    const bytes = encodeText(text, file?.form ?? { encoding: 'utf-8', bom: false });
    const version = await saveFile(path, shown, bytes, file?.version, ctx.signal);
    if (known || !file) ctx.session.files.seen(path, version);
    const { diff, added, removed } = await unifiedDiff(shown, file?.text ?? '', text);
    const head = file
      ? `Edited ${shown}: ${places} ${places === 1 ? 'place' : 'places'}, +${added} -${removed} lines.`
      : `Created ${shown} (${added} lines).`;
    return {
      text: [head, ...notes, ...shownAfter(text, loose)].join('\n'),
      title: `${shown} (+${added} -${removed})`,
      metadata: { diff, files_changed: [path], added, removed },
    };
  });
}

/** What `editFile` would change, as a unified diff. @throws ToolError as it would */
export async function previewEdits(filePath: string, edits: readonly ReplaceRequest[], ctx: ToolContext): Promise<string> {
  const path = resolvePath(filePath, ctx.cwd);
  const { file, text } = await planned(path, edits, ctx);
  return (await unifiedDiff(shownPath(path, ctx.cwd), file?.text ?? '', text, PREVIEW_BYTES)).diff;
}

interface PlannedEdit {
  /** as it is; undefined: it is not there */
  file: Awaited<ReturnType<typeof readTextFile>>;
  /** the model has read it */
  known: boolean;
  /** as it would be */
  text: string;
  places: number;
  notes: string[];
  /** places that were not found exactly */
  loose: { lines: number[]; size: number }[];
}

async function planned(path: string, edits: readonly ReplaceRequest[], ctx: ToolContext): Promise<PlannedEdit> {
  const shown = shownPath(path, ctx.cwd);
  ctx.signal.throwIfAborted();
  if (edits.length === 0) throw new ToolError('There are no edits.');
  const file = await readTextFile(path, shown);
  const creating = edits[0]?.oldString === '' && (file === undefined || file.text === '');
  if (!file && !creating) throw await missingFile(path, ctx.cwd);
  if (file) refuseStale(path, shown, file.version, ctx);
  const known = ctx.session.files.stamp(path) !== undefined;
  const plan: PlannedEdit = { file, known, text: file?.text ?? '', places: 0, notes: [], loose: [] };
  edits.forEach((edit, index) => {
    if (index === 0 && creating) {
      if (edit.newString === '') throw new ToolError('oldString and newString are both empty: nothing to change.');
      plan.text = edit.newString;
      plan.places++;
      return;
    }
    const done = oneEdit(plan.text, edit, index, edits.length, !known && file !== undefined);
    plan.text = done.text;
    plan.places += done.lines.length;
    if (!done.tolerance) return;
    plan.notes.push(
      `${edits.length > 1 ? `Edit ${index + 1}: ` : ''}oldString differed from the file; its one place was found ${done.tolerance}.`,
    );
    plan.loose.push({ lines: done.lines, size: edit.newString.split('\n').length });
  });
  return plan;
}

function oneEdit(text: string, edit: ReplaceRequest, index: number, count: number, exactOnly: boolean): ReturnType<typeof replaceText> {
  try {
    return replaceText(text, edit, exactOnly);
  } catch (error) {
    if (error instanceof ToolError && count > 1)
      throw new ToolError(`Edit ${index + 1} of ${count}: ${error.message} No edit was applied.`, { cause: error });
    throw error;
  }
}

/** After the last edit only: line numbers of earlier ones may have moved. */
function shownAfter(text: string, loose: { lines: number[]; size: number }[]): string[] {
  const last = loose.length === 1 ? loose[0] : undefined;
  const line = last?.lines[0];
  if (!last || line === undefined) return [];
  const lines = text.split('\n').slice(line - 1, line - 1 + Math.min(last.size, SHOWN_LINES));
  return ['It now reads:', ...lines.map((content, i) => `${line + i}\t${content.replace(/\r$/, '').slice(0, 300)}`)];
}
