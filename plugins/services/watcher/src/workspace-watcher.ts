import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { WatchedChange, WatcherService } from '@ock/kernel';

export interface WorkspaceWatcherOptions {
  /** symlinks resolved */
  workspace: string;
  /** told once why the folder cannot be watched; not where there is no watcher for this system */
  failed(reason: string): void;
  /** loads the native watcher; replaced by tests */
  load?(): Promise<Pick<typeof import('@parcel/watcher'), 'subscribe'>>;
}

/** changes at once beyond which a listener is told nothing: a checkout, an installation */
const MAX_AT_ONCE = 1_000;
/** lines of `.gitignore` that are taken over */
const MAX_IGNORED = 200;
const ALWAYS_IGNORED = ['**/.git/**', '**/node_modules/**'];

/** Watches one folder with the system's means, from the first `start` on, until `stop`. */
export class WorkspaceWatcher implements WatcherService {
  readonly #options: WorkspaceWatcherOptions;
  readonly #listeners = new Set<(changes: readonly WatchedChange[]) => void>();
  #started: Promise<(() => Promise<void>) | undefined> | undefined;
  #over = false;
  /** asked for: where it cannot watch, others look for themselves */
  isWanted = false;
  isWatching = false;

  constructor(options: WorkspaceWatcherOptions) {
    this.#options = options;
  }

  start(): void {
    this.isWanted = true;
    this.#started ??= this.#over ? Promise.resolve(undefined) : this.#subscribe();
  }

  async ready(): Promise<boolean> {
    await this.#started;
    return this.isWatching;
  }

  onChange(listener: (changes: readonly WatchedChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#over = true;
    this.#listeners.clear();
    const end = await this.#started;
    this.isWatching = false;
    await end?.();
  }

  async #subscribe(): Promise<(() => Promise<void>) | undefined> {
    const { workspace, load = () => import('@parcel/watcher') } = this.#options;
    if (workspace === dirname(workspace) || workspace === homedir()) return undefined;
    let library: Awaited<ReturnType<typeof load>>;
    try {
      library = await load();
    } catch {
      return undefined; // none for this system
    }
    try {
      const subscription = await library.subscribe(workspace, (error, events) => this.#told(error, events), {
        ignore: [...ALWAYS_IGNORED, ...ignoredFolders(workspace)],
      });
      this.isWatching = !this.#over;
      return () => subscription.unsubscribe();
    } catch (error) {
      this.#fail(error as Error);
      return undefined;
    }
  }

  #told(error: Error | null, events: readonly WatchedChange[]): void {
    if (this.#over) return;
    if (error) {
      if (this.isWatching) this.#fail(error);
      return;
    }
    const changes = events.length > MAX_AT_ONCE ? [] : events;
    for (const listener of this.#listeners) listener(changes);
  }

  #fail(error: Error): void {
    this.isWatching = false;
    if (!this.#over)
      this.#options.failed(/no space|ENOSPC|inotify/i.test(error.message) ? 'the limit of inotify watches is reached' : error.message);
  }
}

/** Names without patterns in the workspace's own `.gitignore`: folders that are not worth a watch. */
function ignoredFolders(workspace: string): string[] {
  try {
    return readFileSync(join(workspace, '.gitignore'), 'utf8')
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => /^\/?[\w.-]+(?:\/[\w.-]+)*\/?$/.test(line))
      .slice(0, MAX_IGNORED)
      .map((line) => {
        const name = line.replace(/^\/|\/$/g, '');
        return line.slice(0, -1).includes('/') ? join(workspace, name) : `**/${name}/**`;
      });
  } catch {
    return []; // none
  }
}
