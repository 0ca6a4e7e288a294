import { chmodSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { atomicWrite } from '../host/atomic-write.ts';
import { resolvePath } from '../host/paths.ts';
import { KernelError } from '../runtime/errors.ts';
import { withLock } from '../secrets/with-lock.ts';
import { ownFolders } from './own-folders.ts';
import { ensureDir, type Paths } from './paths.ts';
import { asKept, hashFile } from './trust-files.ts';
import { scanTrusted } from './trust-scan.ts';

export interface TrustedFolder {
  /** absolute, symlinks resolved; what is below it is trusted as well, but for repositories of their own */
  path: string;
  /** ISO 8601 */
  since: string;
  /** SHA-256 of all that could run or widen something when it was trusted, by path from the folder */
  files?: Record<string, string>;
}

/** set for the children of tools: what they do, the agent does */
export const IN_TOOL = 'OPENCODE_IN_TOOL';
/** ms to wait for another process that changes the list */
const LOCK_WAIT_MS = 5_000;

/** @throws OC_CONFIG_READ when the list cannot be read */
export function listTrusted(paths: Paths): TrustedFolder[] {
  try {
    return read(paths);
  } catch (cause) {
    throw new KernelError('OC_CONFIG_READ', { file: trustFile(paths), message: (cause as Error).message }, { cause });
  }
}

/** The list as it counts: anything doubtful (unreadable, or others may write to it) is none. */
export function readTrusted(paths: Paths): TrustedFolder[] {
  try {
    const folders = read(paths);
    return folders.length > 0 && writableByOthers(trustFile(paths)) ? [] : folders;
  } catch {
    return [];
  }
}

/**
 * Trusts a folder and what is below it, as it is now.
 * @param files what the person has seen; absent: what stands there
 * @throws OC_CONFIG_READ, OC_CONFIG_WRITE, OC_TIMEOUT
 */
export async function trust(paths: Paths, dir: string, files?: Readonly<Record<string, string>>): Promise<TrustedFolder> {
  const path = resolvePath(dir, process.cwd());
  const entry = { path, since: new Date().toISOString(), files: { ...(files ?? scanTrusted(path).files) } };
  await change(paths, (folders) => [...folders.filter((folder) => folder.path !== path), entry]);
  return entry;
}

/** Takes the trust back. Returns false when this very folder was not on the list. @throws OC_CONFIG_READ, OC_CONFIG_WRITE, OC_TIMEOUT */
export async function untrust(paths: Paths, dir: string): Promise<boolean> {
  const path = resolvePath(dir, process.cwd());
  let found = false;
  await change(paths, (folders) => {
    const others = folders.filter((folder) => folder.path !== path);
    found = others.length < folders.length;
    return found ? others : undefined;
  });
  return found;
}

/**
 * Runs a change that the person himself makes to a file of a trusted folder, and trusts the file as it is afterwards. One that was not trusted before
 * stays so, and so does everything when it is an agent's command that changes it.
 * @param file absolute
 */
export async function keepingTrust<T>(paths: Paths, file: string, work: () => Promise<T>): Promise<T> {
  const path = join(resolvePath(dirname(file), process.cwd()), basename(file));
  const folders = ownFolders(dirname(path));
  const entry = readTrusted(paths).find((folder) => folders.includes(folder.path));
  const name = entry ? asKept(relative(entry.path, path)) : '';
  const wasTrusted = entry !== undefined && process.env[IN_TOOL] === undefined && entry.files?.[name] === hashFile(path);
  const result = await work();
  const hash = wasTrusted ? hashFile(path) : undefined;
  if (entry && hash !== undefined)
    await change(paths, (all) => all.map((one) => (one.path === entry.path ? { ...one, files: { ...one.files, [name]: hash } } : one)));
  return result;
}

function trustFile(paths: Paths): string {
  return join(paths.config, 'trust.json');
}

function read(paths: Paths): TrustedFolder[] {
  let text: string;
  try {
    text = readFileSync(trustFile(paths), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const folders = (JSON.parse(text) as { folders?: unknown } | null)?.folders;
  if (!Array.isArray(folders)) throw new SyntaxError('no list of folders');
  return folders.filter((folder): folder is TrustedFolder => typeof folder?.path === 'string');
}

/** Reads, changes and writes the list while nobody else does. @param next undefined: nothing to write */
async function change(paths: Paths, next: (folders: TrustedFolder[]) => TrustedFolder[] | undefined): Promise<void> {
  const file = trustFile(paths);
  try {
    ensureDir(paths.config);
    await withLock(`${file}.lock`, LOCK_WAIT_MS, async () => {
      const folders = next(listTrusted(paths));
      if (!folders) return;
      await atomicWrite(file, `${JSON.stringify({ folders }, null, 2)}\n`, 0o600);
      chmodSync(file, 0o600);
    });
  } catch (cause) {
    if (cause instanceof KernelError) throw cause;
    throw new KernelError('OC_CONFIG_WRITE', { file, message: (cause as Error).message }, { cause });
  }
}

function writableByOthers(file: string): boolean {
  return process.platform !== 'win32' && (statSync(file).mode & 0o022) !== 0;
}
