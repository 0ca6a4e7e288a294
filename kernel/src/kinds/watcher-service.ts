export interface WatchedChange {
  /** absolute, symlinks resolved */
  path: string;
  type: 'create' | 'update' | 'delete';
}

/** Tells what changes in the workspace, whoever changes it. */
export interface WatcherService {
  /** Watches from here on, once for all that ask. Returns at once; where the system cannot watch, nobody is told anything. */
  start(): void;
  /** Resolves once it watches: true; or cannot, or was never started: false. */
  ready(): Promise<boolean>;
  /** Ignored files are not told; more than 1,000 changes at once are told as none. @returns ends it */
  onChange(listener: (changes: readonly WatchedChange[]) => void): () => void;
}
