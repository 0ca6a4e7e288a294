import type { Slash } from '@ock/kernel';
import { checkpointNames, openTalk, type Parts, shownIn } from './parts.ts';

/** files and lines of each that are shown */
const MAX_FILES = 30;
const MAX_LINES = 200;

/** What the agents of the session changed, as it stands. */
export function createDiff(parts: Parts): Slash {
  const { t } = parts;
  return {
    async run(context, rest) {
      const talk = openTalk(context, t);
      if (!talk) return;
      const snapshots = await parts.snapshots();
      const changes = await snapshots.changes(talk.session.id, rest === '' ? undefined : rest);
      if (changes.length === 0) context.line(t('slash-undo.no_changes'));
      for (const change of changes.slice(0, MAX_FILES)) {
        const found = await snapshots.diff(change);
        if (found && found.diff !== '') context.diff(found.diff, MAX_LINES);
        else context.line(t('slash-undo.bytes', { path: shownIn(context, change.path) }));
      }
      if (changes.length > MAX_FILES) context.line(t('slash-undo.more', { count: changes.length - MAX_FILES }));
    },
    complete: (context) => checkpointNames(context, parts),
  };
}
