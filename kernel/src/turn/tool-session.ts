/** What tools keep for the length of a session. `files` guards edits against stale reads; `state` is stored with the session. */
export interface ToolSession {
  files: FileLedger;
  /** @returns what was set last under this key, also by an earlier process */
  getState<T>(key: string): T | undefined;
  setState(key: string, value: unknown): Promise<void>;
}

/** Remembers which version of a file the model has seen. Paths are absolute with symlinks resolved. */
export interface FileLedger {
  /** Called by a tool that showed or wrote the file. @param stamp from `fileStamp` */
  seen(path: string, stamp: string): void;
  /** @returns the stamp recorded last, or undefined when the model never saw it */
  stamp(path: string): string | undefined;
}
