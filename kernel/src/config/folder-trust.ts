import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { resolvePath } from '../host/paths.ts';
import { ownFolders } from './own-folders.ts';
import { expandHome, type Paths } from './paths.ts';
import { readTrusted, type TrustedFolder } from './trust.ts';
import { asKept, TrustFileReader, type TrustFiles } from './trust-files.ts';

export interface TrustState {
  trusted: boolean;
  /** what speaks for the folder: `--trust`, the list of trusted folders, `[trust] folders`; absent: nothing */
  by?: 'run' | 'list' | 'config';
  /** absolute paths of what is new, changed or gone since the folder was trusted */
  changed: readonly string[];
  /** true: more stands there than can be checked */
  tooMuch?: boolean;
}

export interface FolderTrustOptions {
  paths: Paths;
  /** root of the project worked in; its trust is what `run` gives */
  root: string;
  /** `--trust`, `OPENCODE_TRUST=1` */
  run: boolean;
  /** `[trust] folders` of the person's and the administrator's files */
  patterns: readonly string[];
}

/**
 * May what stands in a folder run programs of its choice or allow anything? Where the folder, or one above it in the same repository, was trusted and
 * everything that counts, from there down, is what it was then. Looked at anew each time: an agent may have written to it since.
 */
export class FolderTrust {
  readonly #o: FolderTrustOptions;
  readonly #reader = new TrustFileReader();
  readonly #patterns: readonly RegExp[];
  /** what stood in folders when `--trust` first counted for them */
  readonly #pinned = new Map<string, TrustFiles>();

  constructor(options: FolderTrustOptions) {
    this.#o = options;
    this.#patterns = options.patterns.map(patternOf);
  }

  state(dir: string): TrustState {
    const folders = ownFolders(resolvePath(dir, process.cwd()));
    if (folders.some((folder) => this.#patterns.some((pattern) => pattern.test(folder))))
      return { trusted: true, by: 'config', changed: [] };
    const { run, root, paths } = this.#o;
    const listed = this.#listed(folders, readTrusted(paths));
    if (listed?.trusted || !run || !folders.includes(root)) return listed ?? { trusted: false, changed: [] };
    return this.#pin(folders.slice(0, folders.indexOf(root) + 1));
  }

  #listed(folders: readonly string[], list: readonly TrustedFolder[]): TrustState | undefined {
    const known = new Map(list.map((entry) => [entry.path, entry]));
    const at = folders.findIndex((folder) => known.has(folder));
    const entry = known.get(folders[at] ?? '');
    if (!entry) return undefined;
    const changed: string[] = [];
    let complete = true;
    for (const folder of folders.slice(0, at + 1)) {
      const files = this.#reader.read(folder);
      complete &&= files.complete;
      const kept = keptOf(entry.files ?? {}, asKept(relative(entry.path, folder)));
      changed.push(...differences(files.hashes, kept).map((name) => join(folder, name)));
    }
    return stateOf('list', changed, complete);
  }

  #pin(folders: readonly string[]): TrustState {
    const changed: string[] = [];
    for (const folder of folders) {
      const files = this.#reader.read(folder);
      const before = this.#pinned.get(folder);
      if (before) changed.push(...differences(files.hashes, before.hashes).map((name) => join(folder, name)));
      else this.#pinned.set(folder, files);
    }
    return stateOf('run', changed, true);
  }
}

function stateOf(by: 'list' | 'run', changed: string[], complete: boolean): TrustState {
  return { trusted: complete && changed.length === 0, by, changed: changed.sort(), ...(!complete && { tooMuch: true }) };
}

/** The hashes of what stands in a folder below the trusted one. */
function keptOf(files: Readonly<Record<string, string>>, prefix: string): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [name, hash] of Object.entries(files)) {
    const rest = prefix === '' ? name : name.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : undefined;
    if (rest !== undefined) kept.set(rest, hash);
  }
  return kept;
}

/** Names that are new or say something else; a configuration that is gone may have forbidden something, another file that is gone does nothing. */
function differences(now: ReadonlyMap<string, string>, before: ReadonlyMap<string, string>): string[] {
  const changed = [...now].flatMap(([name, hash]) => (before.get(name) === hash ? [] : [name]));
  const gone = ['opencode.toml', '.opencode/opencode.toml'].filter((name) => before.has(name) && !now.has(name));
  return [...changed, ...gone];
}

/** `~/work/*`, `/srv/**`: `*` within a name, `**` for any number of folders, none included. */
function patternOf(pattern: string): RegExp {
  const parts = expandHome(pattern, homedir()).replaceAll('\\', '/').replace(/\/+$/, '').split('/');
  const source = parts
    .map((part, at) => (part === '**' ? '(?:/[^/]+)*' : (at > 0 ? '/' : '') + part.split('*').map(escaped).join('[^/]*')))
    .join('');
  return new RegExp(`^${source}$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
