import {
  findMessage,
  KernelError,
  type Language,
  NO_USAGE,
  type SessionFacts,
  type SessionService,
  type Store,
  ulid,
  withFileLock,
} from '@ock/kernel';
import type { Message, Part, Session, SessionExport } from '@ock/schemas';
import { exportSession } from './export-session.ts';
import { withNewIds } from './new-ids.ts';
import { findSession } from './resolve-session.ts';
import { SessionLocks } from './session-locks.ts';
import { SessionPlaces } from './session-places.ts';
import { SessionRows } from './session-rows.ts';
import { statusAfter, statusNow } from './session-status.ts';
import { isUndone } from './undone.ts';
import { Unfinished } from './unfinished.ts';

export interface SessionsOptions {
  dataDir: string;
  /** asked once, when the first method is called */
  openStore(): Promise<Store>;
  /** every key there is, from here on known to redaction */
  gatherSecrets(): void;
  /** that people are spoken to in */
  language(): Language;
}

/** Sessions on the store the kernel opens. */
export class Sessions implements SessionService {
  readonly #options: SessionsOptions;
  readonly #locks: SessionLocks;
  readonly #places: SessionPlaces;
  #rows?: Promise<SessionRows>;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#locks = new SessionLocks(options.dataDir);
    this.#places = new SessionPlaces(options.dataDir);
  }

  async create({ directory, title = '', agent, model, parentId }: Parameters<SessionService['create']>[0]): Promise<Session> {
    const now = Date.now();
    const session: Session = {
      id: `ses_${ulid()}`,
      title,
      directory,
      created_at: now,
      updated_at: now,
      ...(parentId !== undefined && { parent_id: parentId }),
      ...(agent !== undefined && { agent }),
      ...(model !== undefined && { model }),
      usage: NO_USAGE,
      cost_usd: 0,
      state: {},
    };
    await (await this.#open()).putSession(session);
    return session;
  }

  async get(id: string): Promise<Session | undefined> {
    return (await this.#open()).session(id);
  }

  async list({ directory, limit, search, children = false, archived }: Parameters<SessionService['list']>[0] = {}): Promise<Session[]> {
    const words = search?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
    const found = (await (await this.#open()).sessions()).filter(
      (session) =>
        (children || session.parent_id === undefined) &&
        (archived === 'too' || (session.archived_at !== undefined) === (archived === 'only')) &&
        (directory === undefined || session.directory === directory) &&
        words.every((word) => session.title.toLowerCase().includes(word)),
    );
    return found.sort(newestFirst).slice(0, limit);
  }

  update(id: string, changes: Parameters<SessionService['update']>[1]): Promise<Session> {
    return this.#change(id, (session) => ({ ...session, ...changes, updated_at: changes.updated_at ?? Date.now() }));
  }

  #change(id: string, change: (session: Session) => Session): Promise<Session> {
    // one after the other, so that two changes at once both last
    return withFileLock(`${this.#options.dataDir}/session/${id}`, async () => {
      const session = change(await this.#existing(id));
      await (await this.#open()).putSession(session);
      return session;
    });
  }

  async search(text: string, options: Parameters<SessionService['search']>[1] = {}): ReturnType<SessionService['search']> {
    const { directory, archived, children } = options;
    const sessions = await this.list({
      ...(directory !== undefined && { directory }),
      ...(archived && { archived }),
      ...(children && { children }),
    });
    const { searchSessions } = await import('./search-sessions.ts');
    return searchSessions(await this.#open(), sessions, text, options);
  }

  async facts(id: string): Promise<SessionFacts> {
    const session = await this.#existing(id);
    const rows = await this.#open();
    const state = this.#locks.state(id);
    const undone = session.undone?.find(({ to }) => to === undefined);
    const last = await rows.lastMessage(id, undone?.from);
    const status = state === 'free' ? statusAfter(last) : statusNow(state, last);
    return { status, bytes: await this.#bytes(id) };
  }

  archive(id: string, archived: boolean): Promise<Session> {
    return this.#change(id, ({ archived_at, ...rest }) => (archived ? { ...rest, archived_at: archived_at ?? Date.now() } : rest));
  }

  async prune(limits: Parameters<SessionService['prune']>[0]): ReturnType<SessionService['prune']> {
    const rows = await this.#open();
    if (!limits.dryRun) await this.tidy();
    const { pruneSessions } = await import('./prune-sessions.ts');
    const parts = {
      sessions: await rows.sessions(),
      bytes: (id: string) => this.#bytes(id),
      isBusy: (id: string) => this.#locks.state(id) !== 'free',
      remove: async (id: string, unchangedSince: number) => {
        try {
          return await this.#remove(id, unchangedSince);
        } catch (error) {
          if ((error as KernelError).code === 'OC_SESSION_BUSY') return false;
          throw error;
        }
      },
    };
    return pruneSessions(parts, limits);
  }

  remove(id: string): Promise<boolean> {
    return this.#remove(id);
  }

  /** @param unchangedSince ms: nothing is done when it, or one below it, changed later */
  async #remove(id: string, unchangedSince = Number.POSITIVE_INFINITY): Promise<boolean> {
    const rows = await this.#open();
    if (!(await rows.session(id))) return false;
    const sessions = await rows.sessions();
    const family = familyOf(id, sessions);
    if (sessions.some((session) => session.updated_at > unchangedSince && family.includes(session.id))) return false;
    // the youngest first: what failed can be repeated from the top
    await new Unfinished(rows).during('removed', family, async () => {
      for (const member of family.reverse()) {
        await this.#exclusively(member, async () => {
          await rows.remove(member);
          if (!rows.store.ephemeral) this.#places.remove(member);
        });
      }
    });
    return true;
  }

  async tidy(): Promise<void> {
    await this.#tidy(await this.#open());
  }

  async #tidy(rows: SessionRows): Promise<void> {
    if (rows.store.ephemeral) return;
    this.#locks.sweep();
    this.#places.sweep();
    await rows.store.tidy?.();
    await new Unfinished(rows).sweep({
      forget: (id) => this.#places.remove(id),
      exclusively: (id, work) => this.#locks.during(id, work),
    });
  }

  async #bytes(id: string): Promise<number> {
    const rows = await this.#open();
    return (await rows.bytes(id)) + (rows.store.ephemeral ? 0 : this.#places.bytes(id));
  }

  async messages(id: string, { undone = false, from: first, last }: Parameters<SessionService['messages']>[1] = {}): Promise<Message[]> {
    const rows = await this.#open();
    const from = last === undefined ? first : await this.#startOfLast(id, last, undone);
    const [messages, session] = await Promise.all([rows.messages(id, from), undone ? undefined : rows.session(id)]);
    return session?.undone ? messages.filter((message) => !isUndone(message.id, session.undone)) : messages;
  }

  /** Id of the message that so many begin with; undefined: there are no more than that. */
  async #startOfLast(id: string, count: number, undone: boolean): Promise<string | undefined> {
    const rows = await this.#open();
    const spans = undone ? undefined : (await rows.session(id))?.undone;
    const ids = await rows.newestIds(id, count, (message) => !isUndone(message, spans));
    return ids.length < count ? undefined : ids.at(-1);
  }

  async countMessages(id: string): Promise<number> {
    const rows = await this.#open();
    const spans = (await rows.session(id))?.undone ?? [];
    const [all, ...gone] = await Promise.all([rows.count(id), ...spans.map(({ from, to }) => rows.count(id, from, to))]);
    return gone.reduce((left, count) => left - count, all);
  }

  async eachMessage(visit: (message: Omit<Message, 'parts'>) => void, sessions?: ReadonlySet<string>): Promise<void> {
    const rows = await this.#open();
    await rows.scan<Omit<Message, 'parts'>>('message', sessions, (_key, message) => visit(message));
  }

  async eachPart(visit: (part: Part, messageId: string) => void, sessions?: ReadonlySet<string>): Promise<void> {
    const rows = await this.#open();
    await rows.scan<Part>('part', sessions, (key, part) => visit(part, key.split('/')[1] as string));
  }

  async write(message: Message, parts: Part[] = message.parts): Promise<void> {
    await (await this.#open()).putMessage(message, parts);
  }

  async fork(id: string, messageId?: string): Promise<Session> {
    const original = await this.#existing(id);
    const all = await this.messages(id);
    const end = messageId === undefined ? all.length : findMessage(all, messageId) + 1;
    if (messageId !== undefined && end === 0)
      throw new KernelError('OC_INPUT', { because: 'service-sessions.no_message', session: id, id: messageId });
    const now = Date.now();
    const { parent_id: _parent, cost_known: _known, undone: _undone, archived_at: _archived, forked_at: _at, ...rest } = original;
    const session: Session = {
      ...rest,
      id: `ses_${ulid()}`,
      created_at: now,
      updated_at: now,
      usage: NO_USAGE,
      cost_usd: 0,
      forked_from: id,
      ...(messageId !== undefined && { forked_at: all[end - 1]?.id ?? messageId }),
    };
    const copies = withNewIds(all.slice(0, end), session.id);
    session.state = withNewMarker(session.state, new Map(copies.map((copy, at) => [all[at]?.id, copy.id])));
    await this.#make(session, copies);
    return session;
  }

  async export(id: string, { sanitize = false }: { sanitize?: boolean } = {}): Promise<SessionExport> {
    const { undone: _undone, ...session } = await this.#existing(id);
    this.#options.gatherSecrets();
    const data = exportSession(session, await this.messages(id));
    return sanitize ? (await import('./sanitize-export.ts')).sanitizeExport(data) : data;
  }

  async page(data: SessionExport): Promise<string> {
    const { sessionPage } = await import('./page/session-page.ts');
    return sessionPage(data, this.#options.language());
  }

  async import(data: unknown, options: { directory?: string } = {}): Promise<Session> {
    const rows = await this.#open();
    const { importSession } = await import('./import-session.ts');
    const { session, messages } = await importSession(data, (id) => rows.session(id), options.directory);
    // what an import of it left that was killed
    await this.#exclusively(session.id, async () => {
      await rows.remove(session.id);
      await this.#make(session, messages);
    });
    return session;
  }

  /** All of it or nothing. */
  async #make(session: Session, messages: readonly Message[]): Promise<void> {
    const rows = await this.#open();
    await new Unfinished(rows).during('made', [session.id], async () => {
      try {
        await rows.putMessages(messages);
        await rows.putSession(session);
      } catch (error) {
        await rows.remove(session.id).catch(() => undefined);
        throw error;
      }
    });
  }

  async resolve(ref: string, directory?: string): Promise<Session> {
    if (ref === 'latest') {
      const [latest] = await this.list({ limit: 1, ...(directory !== undefined && { directory }) });
      if (latest) return latest;
      throw new KernelError('OC_SESSION_NOT_FOUND', { session: ref, near: '' });
    }
    const rows = await this.#open();
    return (await rows.session(ref)) ?? findSession(ref, await rows.sessions());
  }

  async lock(id: string): Promise<() => Promise<void>> {
    const rows = await this.#open();
    const isArchived = (await rows.session(id))?.archived_at !== undefined;
    const release = rows.store.ephemeral ? this.#locks.takeHere(id) : this.#take(id, rows.store);
    if (isArchived) await this.archive(id, false);
    return async () => release();
  }

  /** Where no lock can be written nothing else can either: then the session goes on here alone. */
  #take(id: string, store: Store): () => void {
    try {
      return this.#locks.take(id);
    } catch (error) {
      if ((error as KernelError).code !== 'OC_STORE' || !store.giveUp?.(error)) throw error;
      return this.#locks.takeHere(id);
    }
  }

  /** A session of this process waits for a person, or no longer does. */
  setWaiting(id: string, waits: boolean): void {
    this.#locks.setWaiting(id, waits);
  }

  /** Gives back every lock that is still held. */
  releaseAll(): void {
    this.#locks.releaseAll();
  }

  #open(): Promise<SessionRows> {
    this.#rows ??= this.#options.openStore().then(async (store) => {
      const rows = await SessionRows.open(store);
      // what cannot be taken away now is left for the next time
      if (store.unclean) await this.#tidy(rows).catch(() => undefined);
      return rows;
    });
    // a store that did not open may be tried again
    this.#rows.catch(() => {
      this.#rows = undefined;
    });
    return this.#rows;
  }

  async #existing(id: string): Promise<Session> {
    const session = await this.get(id);
    if (!session) throw new KernelError('OC_SESSION_NOT_FOUND', { session: id, near: '' });
    return session;
  }

  async #exclusively(id: string, work: () => Promise<void>): Promise<void> {
    if ((await this.#open()).store.ephemeral) await work();
    else await this.#locks.during(id, work);
  }
}

/** What a session's state says of where its view starts, in the ids of a copy; dropped where the copy ends before it. */
function withNewMarker({ compaction, ...rest }: Session['state'], ids: ReadonlyMap<string | undefined, string>): Session['state'] {
  const { message_id, from_id } = (compaction ?? {}) as { message_id?: string; from_id?: string };
  const marker = ids.get(message_id);
  const from = ids.get(from_id);
  if (marker === undefined) return rest;
  return { ...rest, compaction: { message_id: marker, ...(from !== undefined && { from_id: from }) } };
}

function newestFirst(a: Session, b: Session): number {
  return b.updated_at - a.updated_at || (a.id < b.id ? 1 : -1);
}

/** The session and everything below it, parents before children. */
function familyOf(id: string, sessions: readonly Session[]): string[] {
  const family = new Set([id]);
  // Sets grow while they are walked: grandchildren are found too, and a cycle ends
  for (const member of family) for (const session of sessions) if (session.parent_id === member) family.add(session.id);
  return [...family];
}
