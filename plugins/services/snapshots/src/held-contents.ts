import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type FileState, readRegular } from '@ock/kernel';
import { fileState, readPlain } from './file-state.ts';
import { GitSource } from './git-source.ts';
import { type Held, Hold } from './hold.ts';
import { onDisk, type PathKey } from './path-key.ts';
import { isUnchanged, type Picture, type Seen } from './picture.ts';

/** Where the content of a file as it was seen can be had. */
type Source = { seen: Seen } & ({ held: Held } | { git: GitSource; oid: string } | { hash: string });

/** bytes of a file that is copied before a command, and of all of them */
const MAX_COPIED = 1024 * 1024;
const MAX_HELD = 64 * 1024 * 1024;
const STEPS = 50;
const CONVERTS = /\b(filter|ident|working-tree-encoding)\b/;

/** Sees to it that every file of a picture could be put back: from git where it is committed as it is, else by a copy. */
export class HeldContents {
  readonly #sources = new Map<PathKey, Source>();
  /** those of before, of files that changed or went while a picture that shows them was in use */
  readonly #former = new Map<PathKey, Source[]>();
  /** pictures whose states are still to be asked for */
  #inUse = 0;
  readonly #repositories = new Map<string, GitSource | undefined>();
  readonly #hold: Hold;
  /** all of it can be put back */
  #held: Picture | undefined;

  /** @param dir for the copies: they go with the process */
  constructor(dir: string) {
    this.#hold = new Hold(dir, MAX_HELD);
  }

  /** Paths that git knows, relative to the repository. */
  tracked(repository: string): Iterable<string> {
    return this.#repository(repository)?.tracked() ?? [];
  }

  /** Of their indexes. */
  version(repositories: readonly string[]): string {
    return repositories.map((root) => this.#repository(root)?.version() ?? '').join('|');
  }

  /** From here on until `release` the content of every picture that is held stays known, whatever becomes of the files. */
  retain(): void {
    this.#inUse++;
  }

  release(): void {
    if (--this.#inUse === 0) this.#former.clear();
  }

  /** @param untilMs as of `performance.now()`: then it stops, and files it did not come to have no content */
  async hold(picture: Picture, untilMs: number, signal: AbortSignal): Promise<void> {
    const before = this.#held;
    if (before === picture) return;
    this.#held = undefined;
    const repositories = [...picture.repositories].sort((a, b) => b.length - a.length);
    const converted = convertedFolders(picture);
    for (const root of repositories) this.#repository(root)?.refresh();
    let steps = 0;
    for (const [key, seen] of picture.files) {
      if (seen.type !== 'file' || before?.files.get(key) === seen) continue;
      const known = this.#sources.get(key);
      if (known && isUnchanged(known.seen, seen)) continue;
      const source = this.#committed(key, seen, repositories, converted) ?? this.#copied(key, seen);
      this.#replace(key, source);
      if ('held' in (source ?? {}) && ++steps % STEPS === 0) {
        await new Promise((done) => setImmediate(done));
        signal.throwIfAborted();
        if (performance.now() > untilMs) return;
      }
    }
    for (const key of this.#sources.keys()) if (!picture.files.has(key)) this.#replace(key, undefined);
    this.#held = picture;
  }

  /** Somebody stored the content of the file as it is now: no copy is needed. */
  stored(key: PathKey, hash: string): void {
    const seen = look(key);
    if (seen) this.#replace(key, { seen, hash });
  }

  #replace(key: PathKey, source: Source | undefined): void {
    const old = this.#sources.get(key);
    if (old && this.#inUse > 0) this.#former.set(key, [...(this.#former.get(key) ?? []), old]);
    if (source) this.#sources.set(key, source);
    else this.#sources.delete(key);
  }

  /** Where the content can be had that the file had when it was seen so. */
  #sourceOf(key: PathKey, seen: Seen): Source | undefined {
    const all = [this.#sources.get(key), ...(this.#former.get(key) ?? [])];
    return all.find((source) => source && isUnchanged(source.seen, seen));
  }

  /**
   * What stood at these paths when the picture was taken.
   * @param keep stores content. @returns states; `other` where the content is not known
   */
  async states(keys: readonly PathKey[], picture: Picture, keep: (bytes: Buffer) => Promise<void>): Promise<Map<PathKey, FileState>> {
    const blobs = await this.#blobs(keys, picture);
    const states = new Map<PathKey, FileState>();
    for (const key of keys) {
      const seen = picture.files.get(key);
      if (seen?.type !== 'file') {
        states.set(key, seen ?? { type: 'absent' });
        continue;
      }
      const fresh = this.#sourceOf(key, seen);
      if (fresh && 'hash' in fresh) {
        states.set(key, { type: 'file', hash: fresh.hash, mode: seen.mode, size: seen.size, kept: true });
        continue;
      }
      const bytes = fresh && ('held' in fresh ? this.#hold.get(fresh.held) : asInTree(blobs.get(fresh.oid), seen.size));
      if (bytes) await keep(bytes);
      states.set(key, bytes ? fileState(bytes, seen.mode) : { type: 'other', why: 'too large, or too many files, to be kept' });
    }
    return states;
  }

  close(): void {
    this.#hold.close();
  }

  async #blobs(keys: readonly PathKey[], picture: Picture): Promise<Map<string, Buffer>> {
    const wanted = new Map<GitSource, string[]>();
    for (const key of keys) {
      const seen = picture.files.get(key);
      const source = seen && this.#sourceOf(key, seen);
      if (source && 'git' in source) wanted.set(source.git, [...(wanted.get(source.git) ?? []), source.oid]);
    }
    const found = await Promise.all([...wanted].map(([git, oids]) => git.read(oids)));
    return new Map(found.flatMap((blobs) => [...blobs]));
  }

  #repository(root: string): GitSource | undefined {
    if (!this.#repositories.has(root)) this.#repositories.set(root, GitSource.open(root));
    return this.#repositories.get(root);
  }

  #committed(key: PathKey, seen: Seen & { type: 'file' }, repositories: string[], converted: readonly string[]): Source | undefined {
    const root = repositories.find((one) => key.startsWith(`${one}/`));
    if (root === undefined || converted.some((folder) => key.startsWith(`${folder}/`))) return undefined;
    const git = this.#repository(root);
    const oid = git?.cleanBlob(key.slice(root.length + 1), seen);
    return git && oid !== undefined ? { seen, git, oid } : undefined;
  }

  #copied(key: PathKey, seen: Seen & { type: 'file' }): Source | undefined {
    if (seen.size > MAX_COPIED) return undefined;
    try {
      const bytes = readPlain(onDisk(key));
      const held = bytes.length === seen.size ? this.#hold.put(bytes) : undefined;
      const now = look(key);
      return held && now && isUnchanged(now, seen) ? { seen, held } : undefined;
    } catch {
      return undefined; // gone or closed meanwhile
    }
  }
}

function look(key: PathKey): Seen | undefined {
  const facts = lstatSync(onDisk(key), { throwIfNoEntry: false });
  if (!facts?.isFile()) return undefined;
  const { mtimeMs, ctimeMs, size, ino, mode } = facts;
  return { type: 'file', mtimeMs, ctimeMs, size, ino, mode: mode & 0o7777 };
}

/** Folders whose `.gitattributes` have content converted between tree and blob. */
function convertedFolders({ files }: Picture): string[] {
  const found: string[] = [];
  for (const key of files.keys()) {
    if (!key.endsWith('/.gitattributes') || key.startsWith('\0')) continue;
    const folder = key.slice(0, -'/.gitattributes'.length);
    try {
      if (CONVERTS.test(readRegular(join(folder, '.gitattributes')).toString())) found.push(folder);
    } catch {
      found.push(folder);
    }
  }
  return found;
}

/** The blob as git wrote it into the working tree: perhaps with CRLF. @returns undefined where it had another size there */
function asInTree(blob: Buffer | undefined, size: number): Buffer | undefined {
  if (!blob || blob.length === size) return blob;
  if (blob.includes(0x0d)) return undefined;
  const crlf = Buffer.from(blob.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  return crlf.length === size ? crlf : undefined;
}
