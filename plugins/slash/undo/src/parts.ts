import { type Conversation, type SlashContext, type SnapshotService, sanitizeLine, shownPath, type Translate } from '@ock/kernel';

/** What the commands share. */
export interface Parts {
  snapshots(): Promise<SnapshotService>;
  t: Translate;
}

/** The open conversation. Where there is none, that is said. */
export function openTalk({ talk, line }: SlashContext, t: Translate): Conversation | undefined {
  if (!talk.current) line(t('slash-undo.nothing'));
  return talk.current;
}

/** A path as people read it: from the folder that is worked in, whole where it lies elsewhere. */
export function shownIn({ talk }: SlashContext, path: string): string {
  const folder = talk.current?.session.directory;
  return sanitizeLine(folder === undefined ? path : shownPath(path, folder));
}

/** Names of checkpoints, for completion. */
export async function checkpointNames({ talk }: SlashContext, { snapshots }: Parts): Promise<string[]> {
  const id = talk.current?.session.id;
  return id === undefined ? [] : (await (await snapshots()).checkpoints(id)).map(({ name }) => name);
}
