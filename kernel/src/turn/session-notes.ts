import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionNotes } from '../kinds/service.ts';
import { redactSecrets } from '../runtime/redact.ts';
import { within } from '../runtime/within.ts';
import type { Conversation } from './conversation.ts';

/** ms a service may take: a person waits for the first answer */
const DEADLINE_MS = 2_000;
const MAX_BYTES = 1_024;

/** What services tell the model when a session starts. One that fails, is late or goes on too long says nothing; one that has nothing is not loaded. */
export async function sessionNotes(conversation: Conversation): Promise<string[]> {
  const { kernel, session } = conversation;
  const due = kernel
    .list('service')
    .filter(({ note }) => typeof note?.folder === 'string' && existsSync(join(kernel.paths.data, note.folder)));
  if (due.length === 0) return [];
  const offered = new Set(conversation.tools().map(({ id }) => id));
  const notes: string[] = [];
  for (const { id, note } of due) {
    if (!note || !offered.has(note.tool)) continue;
    try {
      const service = (await kernel.use('service', id as 'memory')) as SessionNotes;
      const text = await within(DEADLINE_MS, `service:${id}`, service.sessionNote(session.directory));
      if (text !== undefined && Buffer.byteLength(text) <= MAX_BYTES) notes.push(redactSecrets(text));
    } catch (error) {
      kernel.options.log.warn('no session note', { service: id, error: String(error) });
    }
  }
  return notes;
}
