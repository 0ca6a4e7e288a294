import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ServiceContribution, SessionNotes } from '../../kinds/service.ts';
import { redactSecrets } from '../../runtime/redact.ts';
import { within } from '../../runtime/within.ts';
import type { Conversation } from '../conversation.ts';

/** ms a service may take: a person waits for the first answer */
const DEADLINE_MS = 2_000;
const MAX_BYTES = 1_024;

/** What services tell the model when a session starts. One that fails, is late or goes on too long says nothing; one that has nothing is not loaded. */
export async function sessionNotes(conversation: Conversation): Promise<string[]> {
  const { kernel, session } = conversation;
  const due = kernel.list('service').filter(({ note }) => note !== undefined && isDue(note, conversation));
  if (due.length === 0) return [];
  const offered = new Set(conversation.tools().map(({ id }) => id));
  const notes: string[] = [];
  for (const { id, note } of due) {
    if (!note || ('tool' in note && !offered.has(note.tool))) continue;
    try {
      const service = (await kernel.use('service', id as 'memory')) as SessionNotes;
      const text = await within(DEADLINE_MS, `service:${id}`, service.sessionNote(session.directory));
      if (text !== undefined && ('files' in note || Buffer.byteLength(text) <= MAX_BYTES)) notes.push(redactSecrets(text));
    } catch (error) {
      kernel.options.log.warn('no session note', { service: id, error: String(error) });
    }
  }
  return notes;
}

function isDue(note: NonNullable<ServiceContribution['note']>, { kernel, session, workspace }: Conversation): boolean {
  if ('folder' in note) return typeof note.folder === 'string' && existsSync(join(kernel.paths.data, note.folder));
  if (note.setting !== undefined && (kernel.config.config as Record<string, unknown>)[note.setting] !== undefined) return true;
  const folders = [kernel.paths.config, join(homedir(), '.claude'), workspace];
  for (let dir = session.directory; dir !== workspace && dirname(dir) !== dir; dir = dirname(dir)) folders.push(dir);
  return folders.some((dir) => note.files.some((name) => existsSync(join(dir, name))));
}
