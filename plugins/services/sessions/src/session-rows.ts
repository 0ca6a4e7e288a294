import type { Store, Table } from '@ock/kernel';
import type { Message, Part, Session } from '@ock/schemas';

type MessageRow = Omit<Message, 'parts'>;

/** rows written or deleted in one go: bounds the memory of a long session's copy */
const BATCH = 500;
/** rows read in one go where nothing is kept of them */
const SCAN = 2_000;
/** pieces of words that a store is asked about; the others are looked for in what it names */
const MAX_PIECES = 20;
/** sessions that are looked up one by one instead of reading all rows */
const FEW = 200;

/**
 * Where sessions stand in a store: table `session` by id, `message` by `<session>/<message>`, `part` by `<session>/<message>/<part>`.
 * Ids are ULIDs, so that keys sort by time.
 */
export class SessionRows {
  readonly store: Store;
  readonly #sessions: Table;
  readonly #messages: Table;
  readonly #parts: Table;

  private constructor(store: Store, [sessions, messages, parts]: [Table, Table, Table]) {
    this.store = store;
    this.#sessions = sessions;
    this.#messages = messages;
    this.#parts = parts;
  }

  static async open(store: Store): Promise<SessionRows> {
    return new SessionRows(store, await Promise.all([store.table('session'), store.table('message'), store.table('part')]));
  }

  session(id: string): Promise<Session | undefined> {
    return this.#sessions.get<Session>(id);
  }

  message(id: string, messageId: string): Promise<MessageRow | undefined> {
    return this.#messages.get<MessageRow>(`${id}/${messageId}`);
  }

  /** The newest, without its parts. @param before id of a message: the newest before that */
  async lastMessage(id: string, before?: string): Promise<MessageRow | undefined> {
    const bounds = within(id);
    const [last] = await this.#messages.range<MessageRow>({
      ...bounds,
      ...(before !== undefined && { lt: `${id}/${before}` }),
      limit: 1,
      reverse: true,
    });
    return last?.[1];
  }

  /** About what the messages and parts of a session take in the store. */
  async bytes(id: string): Promise<number> {
    const sizes = [this.#messages, this.#parts].map(async (table) => {
      if (table.bytes) return table.bytes(within(id));
      return (await table.range<unknown>(within(id))).reduce((sum, [, value]) => sum + JSON.stringify(value).length, 0);
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  async sessions(): Promise<Session[]> {
    return (await this.#sessions.range<Session>({})).map(([, session]) => session);
  }

  async putSession(session: Session): Promise<void> {
    await this.#sessions.setMany([[session.id, session]]);
  }

  /** Parts first: a message that is there has its parts. */
  async putMessage({ parts: _all, ...row }: Message, parts: readonly Part[]): Promise<void> {
    const key = `${row.session_id}/${row.id}`;
    if (parts.length > 0) await this.#parts.setMany(parts.map((part) => [`${key}/${part.id}`, part]));
    await this.#messages.setMany([[key, row]]);
  }

  /** Many messages of one session at once. Not atomic: the session's row, written last, makes them visible. */
  async putMessages(messages: readonly Message[]): Promise<void> {
    const parts = messages.flatMap((message) =>
      message.parts.map((part) => [`${message.session_id}/${message.id}/${part.id}`, part] as const),
    );
    const rows = messages.map(({ parts: _all, ...row }) => [`${row.session_id}/${row.id}`, row] as const);
    for (const batch of batches(parts)) await this.#parts.setMany(batch);
    for (const batch of batches(rows)) await this.#messages.setMany(batch);
  }

  /** Ids of the newest messages that are accepted, the newest first. Pages of as many as are wanted are read, without parts. */
  async newestIds(id: string, count: number, accepts: (messageId: string) => boolean): Promise<string[]> {
    const ids: string[] = [];
    const bounds = within(id);
    for (let lt: string | undefined = bounds.lt; lt !== undefined; ) {
      const rows: [string, MessageRow][] = await this.#messages.range<MessageRow>({ gte: bounds.gte, lt, limit: count, reverse: true });
      for (const [, row] of rows) if (ids.length < count && accepts(row.id)) ids.push(row.id);
      lt = rows.length < count || ids.length === count ? undefined : rows.at(-1)?.[0];
    }
    return ids;
  }

  /** How many message records there are. @param from id of the first that counts @param to id of the first that no longer does */
  async count(id: string, from = '', to?: string): Promise<number> {
    const bounds = { gte: `${id}/${from}`, lt: to === undefined ? within(id).lt : `${id}/${to}` };
    return (await this.#messages.count?.(bounds)) ?? (await this.#messages.range(bounds)).length;
  }

  /** In order, parts included. @param from id of the first one; absent: all */
  async messages(id: string, from = ''): Promise<Message[]> {
    const bounds = { ...within(id), gte: `${id}/${from}` };
    const [rows, parts] = await Promise.all([this.#messages.range<MessageRow>(bounds), this.#parts.range<Part>(bounds)]);
    const messages: Message[] = [];
    let at = 0;
    for (const [key, row] of rows) {
      const own: Part[] = [];
      // both ranges are in key order; parts whose message was never finished are passed over
      while (at < parts.length && partKey(parts, at) < `${key}/`) at++;
      for (; at < parts.length && partKey(parts, at).startsWith(`${key}/`); at++) own.push((parts[at] as [string, Part])[1]);
      messages.push({ ...row, parts: own });
    }
    return messages;
  }

  /** Those of the sessions in which a part may hold all of the words. */
  async mayHold(sessions: readonly string[], words: readonly string[]): Promise<ReadonlySet<string>> {
    const pieces = words.flatMap(asciiPieces).slice(0, MAX_PIECES);
    if (!this.#parts.mayHold || pieces.length === 0) return new Set(sessions);
    return new Set(await this.#parts.mayHold(sessions, pieces));
  }

  /** Rows of all sessions, or of the given ones, batch by batch. */
  async scan<T>(name: 'message' | 'part', sessions: ReadonlySet<string> | undefined, visit: (key: string, row: T) => void): Promise<void> {
    const table = name === 'message' ? this.#messages : this.#parts;
    const few = sessions && sessions.size <= FEW;
    for (const bounds of few ? [...sessions].sort().map(within) : [{ gte: '' }]) {
      for (let from: string | undefined = bounds.gte; from !== undefined; ) {
        const batch: [string, T][] = await table.range<T>({ ...bounds, gte: from, limit: SCAN });
        for (const [key, row] of batch) if (!sessions || sessions.has(key.slice(0, key.indexOf('/')))) visit(key, row);
        // no key continues another with a character below `/`
        from = batch.length < SCAN ? undefined : `${batch.at(-1)?.[0]}!`;
      }
    }
  }

  /** Rows of the session in all tables, its own last: what is cut short can be repeated. */
  async remove(id: string): Promise<void> {
    for (const table of [this.#parts, this.#messages]) {
      for (;;) {
        const keys = (await table.range({ ...within(id), limit: BATCH })).map(([key]) => key);
        if (keys.length === 0) break;
        await table.deleteMany(keys);
      }
    }
    await this.#sessions.deleteMany([id]);
  }
}

/** Every key that starts with `<id>/`: `0` follows `/` in ASCII. */
function within(id: string): { gte: string; lt: string } {
  return { gte: `${id}/`, lt: `${id}0` };
}

/** What of a word stands in JSON as it is, letters aside: upper and lower case of other characters are not compared alike everywhere. */
function asciiPieces(word: string): string[] {
  // k is also the lower case of the Kelvin sign, i with a dot that of the Turkish capital
  return JSON.stringify(word)
    .slice(1, -1)
    .split(/i?[^ -~]+|k/i)
    .filter(Boolean);
}

function partKey(parts: readonly [string, Part][], at: number): string {
  return (parts[at] as [string, Part])[0];
}

function* batches<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += BATCH) yield rows.slice(at, at + BATCH);
}
