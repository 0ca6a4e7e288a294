import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** files looked at */
const MAX = 1_000;

/** What files are before a program runs, to tell afterwards which it changed. */
export class Neighbours {
  readonly #file: string;
  readonly #facts = new Map<string, string>();

  /** @param file not looked at itself. @param watched looked at beside the files of its folder */
  constructor(file: string, watched: readonly string[]) {
    this.#file = file;
    for (const path of [...watched, ...this.#siblings()].slice(0, MAX)) {
      const facts = path === file ? undefined : factsOf(path);
      if (facts !== undefined) this.#facts.set(path, facts);
    }
  }

  /** Files that changed, went or came since. */
  changed(): string[] {
    const gone = [...this.#facts].filter(([path, facts]) => factsOf(path) !== facts).map(([path]) => path);
    const whole = this.#facts.size < MAX;
    const came = whole ? this.#siblings().filter((path) => path !== this.#file && !this.#facts.has(path)) : [];
    return [...gone, ...came.filter((path) => factsOf(path) !== undefined)].sort();
  }

  #siblings(): string[] {
    const folder = dirname(this.#file);
    try {
      return readdirSync(folder).map((name) => join(folder, name));
    } catch {
      return []; // a folder that cannot be listed tells nothing
    }
  }
}

/** @returns undefined for what is no regular file */
function factsOf(path: string): string | undefined {
  const facts = statSync(path, { throwIfNoEntry: false, bigint: true });
  return facts?.isFile() ? `${facts.size} ${facts.mtimeNs} ${facts.ino}` : undefined;
}
