/** `project`: of the workspace (git root) worked in; `global`: of the person. */
export type MemoryScope = 'project' | 'global';

export interface MemoryEntry {
  /** at most 100 characters, one line; case makes no difference */
  key: string;
  scope: MemoryScope;
  /** ms since 1970 */
  createdAt: number;
  updatedAt: number;
}

export interface MemoryHit extends MemoryEntry {
  /** the first line that was found, shortened */
  line: string;
}

/** What is remembered for one folder's workspace, and for the person. Without a scope the project comes before what is global. */
export interface Memories {
  /**
   * Secrets are taken out before anything is written.
   * @throws ToolError for a key that is none, more than 64 KiB, more than 1,000 entries
   */
  save(scope: MemoryScope, key: string, value: string): Promise<{ created: boolean; redacted: boolean }>;
  get(key: string, scope?: MemoryScope): Promise<(MemoryEntry & { value: string }) | undefined>;
  /** The last changed first. */
  list(scope?: MemoryScope): Promise<MemoryEntry[]>;
  /** Entries that have every word in key or value, at most 20. */
  search(words: string, scope?: MemoryScope): Promise<MemoryHit[]>;
  /** @returns where it was; undefined: nowhere */
  remove(key: string, scope?: MemoryScope): Promise<MemoryScope | undefined>;
}

/** Notes that outlast sessions, in the data folder and never in a repository. Safe for several processes. */
export interface MemoryService {
  /** @param cwd absolute */
  of(cwd: string): Memories;
  /** The titles of what is remembered, within 1 KiB; undefined: nothing is. */
  sessionNote(cwd: string): Promise<string | undefined>;
}
