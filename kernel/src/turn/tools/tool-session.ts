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
  /** Every path with its stamp. Absent for plugins in a process of their own. */
  entries?(): Iterable<readonly [path: string, stamp: string]>;
}

/** @param stamps path → stamp; read and written */
export function fileLedger(stamps: Map<string, string>): FileLedger {
  return {
    seen: (path, stamp) => void stamps.set(path, stamp),
    stamp: (path) => stamps.get(path),
    entries: () => stamps.entries(),
  };
}
