import { join } from 'node:path';
import { listFiles } from '@ock/kernel';
import { stampOf, toUri } from './documents.ts';
import type { Language } from './languages.ts';

/** files of one language that are watched; a project with more is left to what servers see for themselves */
const MAX_WATCHED = 5_000;

export interface FileEvent {
  uri: string;
  /** 1 created, 2 changed, 3 deleted */
  type: 1 | 2 | 3;
}

/** What changed on the disk between two questions: servers are told, since they leave watching to their client. */
export class ProjectFiles {
  readonly #root: string;
  readonly #names: Set<string>;
  readonly #endings: string[];
  #known: Map<string, string> | undefined;
  #tooMany = false;

  constructor(root: string, language: Language) {
    this.#root = root;
    this.#endings = Object.keys(language.languageIds);
    this.#names = new Set([...Object.keys(language.filenames ?? {}), ...language.roots.flat()]);
  }

  /** What changed since it was asked last. The first time only looks. */
  async changes(signal: AbortSignal): Promise<FileEvent[]> {
    if (this.#tooMany) return [];
    const now = await this.#list(signal);
    const before = this.#known;
    this.#known = now;
    if (!before || this.#tooMany) return [];
    const events: FileEvent[] = [];
    for (const [path, stamp] of now) {
      const old = before.get(path);
      if (old !== stamp) events.push({ uri: toUri(path), type: old === undefined ? 1 : 2 });
    }
    for (const path of before.keys()) if (!now.has(path)) events.push({ uri: toUri(path), type: 3 });
    return events;
  }

  async #list(signal: AbortSignal): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    await listFiles(this.#root, {
      signal,
      rules: async () => (await import('ignore')).default,
      onFile: (name) => {
        if (!this.#isWatched(name)) return true;
        const path = join(this.#root, name);
        const stamp = stampOf(path);
        if (stamp !== undefined) found.set(path, stamp);
        this.#tooMany = found.size > MAX_WATCHED;
        return !this.#tooMany;
      },
    });
    return found;
  }

  #isWatched(name: string): boolean {
    return this.#endings.some((ending) => name.endsWith(ending)) || this.#names.has(name.slice(name.lastIndexOf('/') + 1));
  }
}
