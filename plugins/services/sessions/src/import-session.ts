import { ulid } from '@ock/kernel';
import { type Message, type Session, SessionExport } from '@ock/schemas';
import { fromPython, isPythonSession } from './import-python.ts';
import { withNewIds } from './new-ids.ts';
import { parseImport } from './parse-import.ts';

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const SESSION_ID = /^ses_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

export interface Imported {
  session: Session;
  messages: Message[];
}

/**
 * Checks data from a file and makes a session of it. Ids are kept when they are free and sort as the messages stand; else all are new.
 * @param known looks up a session of this store
 * @throws OC_IMPORT_INVALID naming the place in the JSON
 */
export async function importSession(
  data: unknown,
  known: (id: string) => Promise<Session | undefined>,
  directory?: string,
): Promise<Imported> {
  const { session, messages } = isPythonSession(data) ? fromPython(data) : parseImport(SessionExport, data);
  const keepsIds = hasUsableIds(session, messages) && !(await known(session.id));
  const id = keepsIds ? session.id : `ses_${ulid()}`;
  const parent = session.parent_id !== undefined && (await known(session.parent_id)) ? session.parent_id : undefined;
  const { parent_id: _parent, ...rest } = session;
  return {
    session: { ...rest, id, ...(parent !== undefined && { parent_id: parent }), ...(directory !== undefined && { directory }) },
    messages: keepsIds ? messages.map((message) => ({ ...message, session_id: id })) : withNewIds(messages, id),
  };
}

function hasUsableIds(session: Session, messages: readonly Message[]): boolean {
  return SESSION_ID.test(session.id) && ascend(messages) && messages.every(({ parts }) => ascend(parts));
}

function ascend(rows: readonly { id: string }[]): boolean {
  return rows.every(({ id }, at) => ULID.test(id) && (at === 0 || (rows[at - 1] as { id: string }).id < id));
}
