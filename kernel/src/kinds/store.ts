/** One table per domain: `session`, `message`, `part`, `kv`. Keys are ASCII and sort by code unit; values are JSON. */
export interface Table {
  get<T>(key: string): Promise<T | undefined>;
  /** Durable when it resolves, against a killed process. All or nothing. */
  setMany(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void>;
  /** @returns how many existed */
  deleteMany(keys: readonly string[]): Promise<number>;
  /** Ascending by key, or descending with `reverse`; `gte` inclusive, `lt` exclusive. */
  range<T>(options: { gte?: string; lt?: string; limit?: number; reverse?: boolean }): Promise<[key: string, value: T][]>;
  /** How many keys a range has, without reading the values. */
  count?(options: { gte: string; lt: string }): Promise<number>;
  /**
   * Which of the prefixes have, below `prefix/`, a value whose JSON may hold all of the pieces: for a search that has to read only these. Telling one
   * too many is allowed, one too few is not.
   * @param pieces of ASCII, not empty; ASCII letters count in any case
   */
  mayHold?(prefixes: readonly string[], pieces: readonly string[]): Promise<string[]>;
  /** About how many bytes the values of a range take, without reading them. */
  bytes?(options: { gte: string; lt: string }): Promise<number>;
}

/** Safe for several processes at once. */
export interface Store {
  /** true: ends with this process, so that nothing about it need be written anywhere */
  readonly ephemeral?: boolean;
  /** true: a process before this one was killed while it had it open, so that something may have been left undone */
  readonly unclean?: boolean;
  /**
   * Asks to go on without storing what cannot be stored.
   * @returns true: from here on writes are kept in memory; absent or false: the error stands
   */
  giveUp?(error: unknown): boolean;
  /** Opens (and creates) a table. @param name `[a-z_]+` */
  table(name: string): Promise<Table>;
  /** Takes away what killed processes were preparing. */
  tidy?(): Promise<void>;
  /** Looks for damage throughout. @returns what is damaged, in words for people; empty: nothing */
  check?(): Promise<string[]>;
  /** Writes a whole copy as of now, while others may go on writing. @param path of a file or folder that does not exist @throws OC_STORE */
  backup?(path: string): Promise<void>;
  /** One line for `doctor`: driver, version, file. */
  describe(): Promise<string>;
  close(): Promise<void>;
}

export interface StoreContribution {
  id: string;
  /** order in which stores are tried when none is configured, lowest first */
  rank: number;
}

/** What a store plugin registers: opening may fail (no driver), then the next store is tried. */
export interface StoreFactory {
  /** @param dir the data folder, existing */
  open(dir: string): Promise<Store>;
}
