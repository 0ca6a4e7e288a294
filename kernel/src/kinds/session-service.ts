import type { Message, Part, Session, SessionExport } from '@ock/schemas';

/** `busy`: a process works at it; `waiting`: it waits there for a person; the others: how its last prompt ended. */
export type SessionStatus = 'idle' | 'busy' | 'waiting' | 'error' | 'interrupted';

/** What a session is apart from what stands in its record. */
export interface SessionFacts {
  status: SessionStatus;
  /** what it takes on disk: messages, kept tool output, the journal of changes; of itself, not of those below it */
  bytes: number;
}

export interface SearchOptions {
  directory?: string;
  /** sessions found after which it stops; default 20 */
  limit?: number;
  archived?: 'too' | 'only';
  children?: boolean;
  signal?: AbortSignal;
  /** told now and then how many of how many sessions were read */
  onProgress?(read: number, total: number): void;
}

/** A place with all the words. */
export interface SearchHit {
  kind: 'title' | 'prompt' | 'answer' | 'call' | 'result';
  /** absent: the title */
  messageId?: string;
  /** on one line, without what looks like a key */
  snippet: string;
  /** where the first word stands in it */
  at: number;
  length: number;
}

export interface SearchMatch {
  session: Session;
  /** the first few */
  hits: SearchHit[];
}

export interface PruneLimits {
  /** ms since the last change of a session or of one below it */
  maxAgeMs?: number;
  /** sessions that stay, those below not counted */
  maxSessions?: number;
  /** bytes of all that stay */
  maxBytes?: number;
  archivedOnly?: boolean;
  dryRun?: boolean;
  /** sessions that go at most; default: no limit */
  atMost?: number;
  signal?: AbortSignal;
}

export interface Pruned {
  /** oldest first, with what goes with it */
  sessions: { id: string; title: string; updatedAt: number; bytes: number; reason: 'age' | 'count' | 'size' | 'archived' }[];
  bytes: number;
  /** ids of those that would have gone and are in use */
  busy: string[];
}

/** Sessions on a store. Every method is durable when it resolves; all are safe for several processes. */
export interface SessionService {
  create(init: { directory: string; title?: string; agent?: string; model?: string; parentId?: string }): Promise<Session>;
  get(id: string): Promise<Session | undefined>;
  /** Newest first. `directory`: only sessions of that folder. Archived ones are left out unless they are asked for. */
  list(options?: {
    directory?: string;
    limit?: number;
    search?: string;
    children?: boolean;
    archived?: 'too' | 'only';
  }): Promise<Session[]>;
  /** Sessions where a title, a prompt, an answer, a call or its output has all the words, the last changed first. Reads until enough are found. */
  search(text: string, options?: SearchOptions): Promise<SearchMatch[]>;
  /** @throws OC_SESSION_NOT_FOUND */
  facts(id: string): Promise<SessionFacts>;
  /** Hides it from lists, or shows it again. Whoever talks to it shows it again, too. @throws OC_SESSION_NOT_FOUND */
  archive(id: string, archived: boolean): Promise<Session>;
  /** Deletes what is beyond the limits, the oldest first, with everything below; never what a process talks to or what changed meanwhile. */
  prune(limits: PruneLimits): Promise<Pruned>;
  /** Takes away what killed processes left behind: halves of imports, of copies and of deletions, locks, temporary files. After a kill it is done by itself. */
  tidy(): Promise<void>;
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
   * @param options.last how many of the newest are wanted, in place of `from`; what came before is not read
   */
  messages(id: string, options?: { undone?: boolean; from?: string; last?: number }): Promise<Message[]>;
  /** How many messages it has that were not undone; none is read. */
  countMessages(id: string): Promise<number>;
  /**
   * Every message record of all sessions, or of the given ones, in the order of ids and without its parts. Read in batches: memory stays the
   * same however many there are. Copies that a fork made are among them, older than their session.
   */
  eachMessage(visit: (message: Omit<Message, 'parts'>) => void, sessions?: ReadonlySet<string>): Promise<void>;
  /** Every part, likewise. */
  eachPart(visit: (part: Part, messageId: string) => void, sessions?: ReadonlySet<string>): Promise<void>;
  /** Writes the message record and the given parts (all of them, or those that are new or changed). */
  write(message: Message, parts?: Part[]): Promise<void>;
  /** Copies a session up to and including `messageId`, which may be a part that no other has (all of it when absent) under new ids; what was spent stays with the original. */
  fork(id: string, messageId?: string): Promise<Session>;
  /**
   * What looks like a key is redacted in it.
   * @param options.sanitize true: what tells of the person and the machine is taken out, too (home, user name, host name, e-mail addresses, contents
   * of attached files)
   * @throws OC_SESSION_NOT_FOUND
   */
  export(id: string, options?: { sanitize?: boolean }): Promise<SessionExport>;
  /** The export as a page for people: one HTML file that needs nothing else and runs nothing. */
  page(data: SessionExport): Promise<string>;
  /**
   * Validates, then writes all or nothing; ids that exist get new ones. Also reads the session files of the Python system.
   * @param options.directory where the session works from now on, in place of what the file says
   * @throws OC_IMPORT_INVALID
   */
  import(data: unknown, options?: { directory?: string }): Promise<Session>;
  /** Finds one by id, by unique id suffix or prefix, or `latest`. @throws OC_SESSION_NOT_FOUND with near matches, OC_SESSION_AMBIGUOUS */
  resolve(ref: string, directory?: string): Promise<Session>;
  /**
   * Makes this process the only one that talks to the session, until released. Of processes that died nothing stays locked.
   * @returns gives the lock back; may be called twice
   * @throws OC_SESSION_BUSY
   */
  lock(id: string): Promise<() => Promise<void>>;
}
