import { createHash } from 'node:crypto';
import { type BigIntStats, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { hooksIn, scriptsOf } from './hook-scripts.ts';

/** What can run something or widen rights, relative to the folder it stands in. Folders count with all that is in them. */
const FILES = ['opencode.toml', '.mcp.json', '.claude/settings.json', '.claude/settings.local.json'];
const FOLDERS = ['.opencode', '.agents', '.claude/agents', '.claude/commands', '.claude/hooks', '.claude/skills'];
/** packages of tools are far too many to be read at each start; docs/trust.md says so */
const SKIPPED = new Set(['node_modules', '.git']);
/** the tool `plan` may write there, and nothing reads it back */
const PLAN = /^\.opencode\/plans\/[^/]+\.md$/;

/** files of one folder; one that holds more cannot be trusted but for a run */
const MAX_FILES = 1_000;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 12;
const MAX_HOOKS_BYTES = 1024 * 1024;
const SETTINGS = /settings(\.local)?\.json$/;
const HOOKS = /(opencode\.toml|settings(\.local)?\.json)$/;

export interface TrustFiles {
  /** SHA-256 of each, by its path from the folder with `/` */
  hashes: ReadonlyMap<string, string>;
  /** false: there is more than can be looked at */
  complete: boolean;
}

interface Found {
  name: string;
  path: string;
  stat: BigIntStats;
}

/** Reads what stands directly in folders and counts for their trust; what has not changed since the last time is not read again. */
export class TrustFileReader {
  readonly #read = new Map<string, { signature: string; files: TrustFiles }>();
  readonly #hooks = new Map<string, { signature: string; hooks: unknown }>();

  read(folder: string): TrustFiles {
    const { found, complete } = this.#find(folder);
    const signature = found.map(({ name, stat }) => `${name} ${signatureOf(stat)}`).join('\n');
    const known = this.#read.get(folder);
    if (known?.signature === signature && known.files.complete === complete) return known.files;
    const hashes = new Map(
      found.map(({ name, path, stat }) => [name, SETTINGS.test(name) ? this.#hashOfHooks(path, stat) : hashOf(path, stat)]),
    );
    const files = { hashes, complete };
    this.#read.set(folder, { signature, files });
    return files;
  }

  #find(folder: string): { found: Found[]; complete: boolean } {
    const finder = new Finder(folder);
    for (const name of FILES) {
      const path = join(folder, name);
      const stat = statOf(path);
      if (!stat) continue;
      const hooks = HOOKS.test(name) ? this.#hooksIn(path, stat) : undefined;
      if (!SETTINGS.test(name) || hooks !== undefined) finder.take(name, path, stat);
      for (const script of scriptsOf(hooks, folder)) finder.walk(script);
    }
    for (const name of FOLDERS) finder.walk(name);
    const own = join(folder, '.opencode/opencode.toml');
    const stat = statOf(own);
    if (stat) for (const script of scriptsOf(this.#hooksIn(own, stat), folder)) finder.walk(script);
    return finder;
  }

  /** Of another program's settings only the hooks are read, and the rest changes often. */
  #hashOfHooks(path: string, stat: BigIntStats): string {
    return createHash('sha256')
      .update(JSON.stringify(this.#hooksIn(path, stat)))
      .digest('base64url');
  }

  #hooksIn(path: string, stat: BigIntStats): unknown {
    if (!stat.isFile() || stat.size > MAX_HOOKS_BYTES) return undefined;
    const signature = signatureOf(stat);
    const known = this.#hooks.get(path);
    if (known?.signature === signature) return known.hooks;
    const hooks = hooksIn(path);
    this.#hooks.set(path, { signature, hooks });
    return hooks;
  }
}

/** True where something stands that needs trust. A few `stat` calls, nothing is read. */
export function standsForTrust(folder: string): boolean {
  return [...FILES, ...FOLDERS].some((name) => statOf(join(folder, name)) !== undefined);
}

class Finder {
  readonly found: Found[] = [];
  complete = true;
  readonly #folder: string;
  readonly #names = new Set<string>();
  readonly #seen = new Set<string>();
  #bytes = 0n;

  constructor(folder: string) {
    this.#folder = folder;
  }

  take(name: string, path: string, stat: BigIntStats): void {
    if (this.#names.has(name)) return;
    this.#bytes += stat.size;
    if (this.found.length >= MAX_FILES || this.#bytes > MAX_BYTES) this.complete = false;
    else this.found.push({ name, path, stat });
    this.#names.add(name);
  }

  /** A file, or a folder with all that is in it. */
  walk(name: string, depth = 0): void {
    const path = join(this.#folder, name);
    const stat = statOf(path);
    if (!stat || !this.complete) return;
    if (!stat.isDirectory()) {
      if (!PLAN.test(name)) this.take(name, path, stat);
      return;
    }
    const real = realpathSync(path);
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    if (depth === MAX_DEPTH) this.complete = false;
    else for (const entry of entriesOf(path)) if (!SKIPPED.has(entry)) this.walk(`${name}/${entry}`, depth + 1);
  }
}

function signatureOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

function hashOf(path: string, stat: BigIntStats): string {
  if (!stat.isFile()) return 'no ordinary file';
  try {
    return createHash('sha256').update(readFileSync(path)).digest('base64url');
  } catch (error) {
    return `unreadable ${(error as NodeJS.ErrnoException).code}`;
  }
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined; // ENOTDIR, ELOOP, EACCES: nobody can read it either
  }
}

function entriesOf(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

/** undefined: no such file */
export function hashFile(path: string): string | undefined {
  const stat = statOf(path);
  return stat && hashOf(path, stat);
}

/** A path as hashes are kept by: from the trusted folder, with `/`. */
export function asKept(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
