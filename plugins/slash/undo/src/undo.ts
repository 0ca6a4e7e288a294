import { type Reverted, reasonText, type Slash, type SlashContext, sanitizeLine } from '@ock/kernel';
import { checkpointNames, openTalk, type Parts, shownIn } from './parts.ts';

/** lines of a conflict's difference */
const DIFF_LINES = 20;

/** Undoes at once what can be undone; asks where something would stay as it is. The undone prompt stands in the input line again. */
export function createUndo(parts: Parts): Slash {
  return {
    async run(context, rest) {
      const talk = openTalk(context, parts.t);
      if (!talk) return;
      const snapshots = await parts.snapshots();
      const { id } = talk.session;
      const options = rest === '' ? {} : { to: rest };
      const plan = await snapshots.revert(id, { ...options, dryRun: true });
      if (plan.conflicts.length > 0) {
        showConflicts(context, plan, parts);
        if (!(await context.confirm(parts.t('slash-undo.sure')))) return;
      }
      const done = await snapshots.revert(id, options);
      await talk.reload();
      const told = new Set(plan.conflicts.map(({ path }) => path));
      const fresh = done.conflicts.filter(({ path }) => !told.has(path));
      show(context, 'undo', { ...done, conflicts: fresh, uncovered: told.size > 0 ? [] : done.uncovered }, parts);
      if (done.prompt !== undefined) context.prefill(done.prompt);
    },
    complete: (context) => checkpointNames(context, parts),
  };
}

/** Takes the last undo back. */
export function createRedo(parts: Parts): Slash {
  return {
    async run(context) {
      const talk = openTalk(context, parts.t);
      if (!talk) return;
      const done = await (await parts.snapshots()).unrevert(talk.session.id);
      await talk.reload();
      show(context, 'redo', done, parts);
    },
  };
}

function show(context: SlashContext, what: 'undo' | 'redo', done: Reverted, parts: Parts): void {
  const { t } = parts;
  for (const { path, action } of done.files) context.line(t(`slash-undo.${action}`, { path: shownIn(context, path) }));
  if (done.messages > 0) context.line(context.style.dim(t(`slash-undo.messages_${what}`, { count: done.messages })));
  showConflicts(context, done, parts);
  if (done.files.length + done.messages + done.conflicts.length === 0) context.line(t('slash-undo.as_it_was'));
}

function showConflicts(context: SlashContext, { conflicts, uncovered }: Reverted, { t }: Parts): void {
  const { line, style, diff } = context;
  for (const { path, reason, message, diff: text } of conflicts) {
    line(style.yellow(t(`slash-undo.left_${reason}`, { path: shownIn(context, path), message: sanitizeLine(message ?? '') })));
    if (text !== undefined) diff(text, DIFF_LINES);
  }
  for (const { tool, why, because } of uncovered)
    line(
      style.yellow(
        t('slash-undo.uncovered', {
          tool: sanitizeLine(tool),
          why: sanitizeLine(reasonText(t, { reason: why, ...(because && { because }) })),
        }),
      ),
    );
}
