import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { isOwnerAlive, type Owner, thisProcess } from './process-owner.ts';

/** ms after which an empty file is nobody's */
const EMPTY_MS = 10_000;

/** A file per process that has something open. One that is left behind tells of a process that did not come to its end. */
export class OpenMarks {
  /** true: a process before this one was killed, and nobody has called `forget` since */
  readonly unclean: boolean;
  readonly #own: string;
  readonly #left: readonly string[];

  private constructor(own: string, left: readonly string[]) {
    this.#own = own;
    this.#left = left;
    this.unclean = left.length > 0;
  }

  /** @param what is open, as part of a file name @throws the file system's error */
  static enter(dir: string, what: string): OpenMarks {
    makeFolder(dir);
    const left = readdirSync(dir)
      .filter((name) => name.startsWith(`${what}.`))
      .map((name) => join(dir, name))
      .filter(isLeft);
    const own = join(dir, `${what}.${randomUUID()}`);
    writeFileSync(own, JSON.stringify(thisProcess()), { mode: 0o600 });
    return new OpenMarks(own, left);
  }

  /** What was left behind has been looked into. */
  forget(): void {
    for (const path of this.#left) rmSync(path, { force: true });
  }

  /** A clean end. */
  leave(): void {
    rmSync(this.#own, { force: true });
  }
}

/** An empty file is one that is being written, or that a kill or a full disk left: it says nothing, and goes after a while. */
function isLeft(path: string): boolean {
  try {
    const content = readFileSync(path, 'utf8');
    if (content === '' && Date.now() - statSync(path).mtimeMs > EMPTY_MS) rmSync(path, { force: true });
    return isOwnerAlive(JSON.parse(content) as Owner) === false;
  } catch {
    return false;
  }
}
