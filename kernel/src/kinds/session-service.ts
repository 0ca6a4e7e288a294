import type { Message, Part, Session, SessionExport } from '@ock/schemas';

/** Sessions on a store. Every method is durable when it resolves; all are safe for several processes. */
export interface SessionService {
  create(init: { directory: string; title?: string; agent?: string; model?: string; parentId?: string }): Promise<Session>;
  get(id: string): Promise<Session | undefined>;
  /** Newest first. `directory`: only sessions of that folder. */
  list(options?: { directory?: string; limit?: number; search?: string; children?: boolean }): Promise<Session[]>;
  /** Merges the given fields; `updated_at` is set. @throws OC_SESSION_NOT_FOUND */
  update(id: string, changes: Partial<Omit<Session, 'id' | 'created_at'>>): Promise<Session>;
  /**
   * Deletes the session, its messages, its kept tool output, what could be undone and its child sessions.
   * @returns false when there was none
   * @throws OC_SESSION_BUSY when another process talks to it
   */
  remove(id: string): Promise<boolean>;
  /**
   * In order, parts included.
   * @param options.undone true: those that were undone too
   * @param options.from id of the first message wanted; what came before is not read
   */
  messages(id: string, options?: { undone?: boolean; from?: string }): Promise<Message[]>;
  /**
   * Every message record of all sessions, or of the given ones, in the order of ids and without its parts. Read in batches: memory stays the
   * same however many there are. Copies that a fork made are among them, older than their session.
   */
  eachMessage(visit: (message: Omit<Message, 'parts'>) => void, sessions?: ReadonlySet<string>): Promise<void>;
  /** Every part, likewise. */
  eachPart(visit: (part: Part, messageId: string) => void, sessions?: ReadonlySet<string>): Promise<void>;
  /** Writes the message record and the given parts (all of them, or those that are new or changed). */
  write(message: Message, parts?: Part[]): Promise<void>;
  /** Copies a session up to and including `messageId` (all of it when absent) under new ids; what was spent stays with the original. */
  fork(id: string, messageId?: string): Promise<Session>;
  /** What looks like a key is redacted in it. @throws OC_SESSION_NOT_FOUND */
  export(id: string): Promise<SessionExport>;
  /**
   * Validates, then writes all or nothing; ids that exist get new ones. Also reads the session files of the Python system.
   * @param options.directory where the session works from now on, in place of what the file says
   * @throws OC_IMPORT_INVALID
   */
  import(data: unknown, options?: { directory?: string }): Promise<Session>;
  /** Finds one by id, by unique id suffix or prefix, or `latest`. @throws OC_SESSION_NOT_FOUND with near matches */
  resolve(ref: string, directory?: string): Promise<Session>;
  /**
   * Makes this process the only one that talks to the session, until released. Of processes that died nothing stays locked.
   * @returns gives the lock back; may be called twice
   * @throws OC_SESSION_BUSY
   */
  lock(id: string): Promise<() => Promise<void>>;
}
