import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite, factsOf, type ProjectIndex } from '@ock/kernel';

const VERSION = 1;
/** ms; new files in folders that held none until then are seen after this */
const MAX_AGE = 300_000;
/** paths that are looked at to tell whether anything changed; a project with more is never kept */
const MAX_WATCHED = 6_000;
/** projects whose index is kept */
const MAX_KEPT = 50;

interface Kept {
  version: number;
  /** folders with files, manifests and lists of ignored files; relative */
  watched: string[];
  print: string;
  index: ProjectIndex;
}

/** Indexes by folder, each valid as long as no watched path has changed. What cannot be read or written counts as not kept. */
export class IndexCache {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async load(root: string): Promise<ProjectIndex | undefined> {
    const kept = await readFile(this.#file(root), 'utf8').then(parse, () => undefined);
    if (kept?.version !== VERSION || kept.index.root !== root) return undefined;
    const age = Date.now() - Date.parse(kept.index.made_at);
    return age >= 0 && age < MAX_AGE && fingerprint(root, kept.watched) === kept.print ? kept.index : undefined;
  }

  /** @throws the file system's error when it cannot be kept */
  async keep(index: ProjectIndex, watched: string[]): Promise<void> {
    if (watched.length > MAX_WATCHED) return;
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const kept: Kept = { version: VERSION, watched, print: fingerprint(index.root, watched), index };
    await atomicWrite(this.#file(index.root), JSON.stringify(kept), 0o600);
    await this.#prune();
  }

  async #prune(): Promise<void> {
    const names = (await readdir(this.#dir)).filter((name) => name.endsWith('.json'));
    if (names.length <= MAX_KEPT) return;
    const dated = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(this.#dir, name)).catch((): Partial<Stats> => ({}))).mtimeMs ?? 0 })),
    );
    dated.sort((a, b) => b.at - a.at);
    for (const { name } of dated.slice(MAX_KEPT)) await rm(join(this.#dir, name), { force: true });
  }

  #file(root: string): string {
    return join(this.#dir, `${createHash('sha256').update(root).digest('hex').slice(0, 32)}.json`);
  }
}

function parse(text: string): Kept | undefined {
  try {
    return JSON.parse(text) as Kept;
  } catch {
    return undefined; // cut off or not ours: made anew
  }
}

function fingerprint(root: string, watched: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of watched) {
    const facts = factsOf(join(root, path));
    hash.update(`${path}\0${facts?.mtimeMs}\0${facts?.isFile() ? facts.size : ''}\n`);
  }
  return hash.digest('hex');
}
