import { createHash } from 'node:crypto';
import { type BigIntStats, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

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

  read(folder: string): TrustFiles {
    const { found, complete } = find(folder);
    const signature = found
      .map(({ name, stat }) => `${name} ${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`)
      .join('\n');
    const known = this.#read.get(folder);
    if (known?.signature === signature && known.files.complete === complete) return known.files;
    const files = { hashes: new Map(found.map(({ name, path, stat }) => [name, hashOf(path, stat)])), complete };
    this.#read.set(folder, { signature, files });
    return files;
  }
}

/** True where something stands that needs trust. A few `stat` calls, nothing is read. */
export function standsForTrust(folder: string): boolean {
  return [...FILES, ...FOLDERS].some((name) => statOf(join(folder, name)) !== undefined);
}

function find(folder: string): { found: Found[]; complete: boolean } {
  const found: Found[] = [];
  const seen = new Set<string>();
  let bytes = 0n;
  let complete = true;
  const take = (name: string, path: string, stat: BigIntStats): void => {
    bytes += stat.size;
    if (found.length >= MAX_FILES || bytes > MAX_BYTES) complete = false;
    else found.push({ name, path, stat });
  };
  const walk = (name: string, depth: number): void => {
    const path = join(folder, name);
    const stat = statOf(path);
    if (!stat || !complete) return;
    if (!stat.isDirectory()) {
      if (!PLAN.test(name)) take(name, path, stat);
      return;
    }
    const real = realpathSync(path);
    if (seen.has(real)) return;
    seen.add(real);
    if (depth === MAX_DEPTH) complete = false;
    else for (const entry of entriesOf(path)) if (!SKIPPED.has(entry)) walk(`${name}/${entry}`, depth + 1);
  };
  for (const name of FILES) {
    const path = join(folder, name);
    const stat = statOf(path);
    if (stat) take(name, path, stat);
  }
  for (const name of FOLDERS) walk(name, 0);
  return { found, complete };
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
