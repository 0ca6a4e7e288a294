import {
  PREVIEW_BYTES,
  resolvePath,
  type Tool,
  type ToolContext,
  ToolError,
  type ToolOutput,
  type Translate,
  unifiedDiff,
  withFileLock,
} from '@ock/kernel';
import type { ApplyPatchInput } from './parameters.ts';
import { type FileChange, parsePatch } from './parse-patch.ts';
import { type PlannedChange, planChanges } from './plan-changes.ts';
import { writeChanges } from './write-changes.ts';

/** Every file of the patch is judged, read (errors show its lines) and written; a patch that cannot be read touches nothing. */
export function createApplyPatchTool(t: Translate): Tool<ApplyPatchInput> {
  return {
    subjects({ patchText }, ctx) {
      return readable(patchText).flatMap((change) => {
        const path = resolvePath(change.path, ctx.cwd);
        const subjects = [
          { action: 'read' as const, path },
          { action: 'write' as const, path },
        ];
        if (change.kind !== 'update' || change.moveTo === undefined) return subjects;
        return [...subjects, { action: 'write' as const, path: resolvePath(change.moveTo, ctx.cwd) }];
      });
    },
    async preview({ patchText }, ctx) {
      const planned = await planChanges(parsePatch(patchText), ctx);
      const diffs = planned.map(({ moveTo, shown, before, after }) => unifiedDiff(moveTo?.shown ?? shown, before, after, PREVIEW_BYTES));
      return (await Promise.all(diffs)).map(({ diff }) => diff).join('');
    },
    async run({ patchText }, ctx) {
      const changes = parsePatch(patchText);
      const paths = changes.flatMap((change) => [change.path, ...(change.kind === 'update' && change.moveTo ? [change.moveTo] : [])]);
      const resolved = paths.map((path) => resolvePath(path, ctx.cwd));
      const twice = paths.find((_path, at) => resolved.indexOf(resolved[at] as string) !== at);
      if (twice !== undefined) throw new ToolError(`${twice} stands twice in the patch: put its hunks together. Nothing was changed.`);
      return locked([...resolved].sort(), () => apply(changes, ctx, t));
    },
  };
}

function readable(patchText: string): FileChange[] {
  try {
    return parsePatch(patchText);
  } catch (error) {
    if (error instanceof ToolError) return [];
    throw error;
  }
}

/** One lock after the other, in one order for all, so that two patches never wait for each other. */
function locked<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
  const [first, ...rest] = paths;
  return first === undefined ? work() : withFileLock(first, () => locked(rest, work));
}

async function apply(changes: readonly FileChange[], ctx: ToolContext, t: Translate): Promise<ToolOutput> {
  ctx.signal.throwIfAborted();
  const planned = await planChanges(changes, ctx);
  await writeChanges(planned, ctx);
  const diffs: string[] = [];
  const lines: string[] = [];
  let added = 0;
  let removed = 0;
  for (const change of planned) {
    const diff = await unifiedDiff(change.moveTo?.shown ?? change.shown, change.before, change.after);
    diffs.push(diff.diff);
    added += diff.added;
    removed += diff.removed;
    lines.push(
      `${LETTER[change.kind]} ${change.shown}${change.moveTo ? ` → ${change.moveTo.shown}` : ''} (+${diff.added} -${diff.removed})`,
    );
  }
  return {
    text: `Applied:\n${lines.join('\n')}`,
    title:
      planned.length === 1
        ? (lines[0] as string).slice(2)
        : `${t('tool-apply-patch.files', { count: planned.length })} (+${added} -${removed})`,
    metadata: { diff: diffs.join(''), files_changed: planned.flatMap(touched), added, removed },
  };
}

const LETTER = { add: 'A', update: 'M', delete: 'D' } as const;

function touched({ path, moveTo }: PlannedChange): string[] {
  return moveTo ? [path, moveTo.path] : [path];
}
