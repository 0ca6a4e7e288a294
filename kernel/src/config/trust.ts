import { chmodSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { atomicWrite } from '../host/atomic-write.ts';
import { resolvePath } from '../host/paths.ts';
import { KernelError } from '../runtime/errors.ts';
import { ensureDir, type Paths } from './paths.ts';

export interface TrustedFolder {
  /** absolute, symlinks resolved; everything below it is trusted as well */
  path: string;
  /** ISO 8601 */
  since: string;
}

/** True when the folder, or one above it, was trusted. Anything doubtful (unreadable list, list that others may write) means no. */
export function isTrusted(paths: Paths, dir: string): boolean {
  let folders: TrustedFolder[];
  try {
    folders = read(paths);
  } catch {
    return false;
  }
  if (folders.length === 0 || writableByOthers(trustFile(paths))) return false;
  const trusted = new Set(folders.map(({ path }) => path));
  for (let folder = resolvePath(dir, process.cwd()); ; folder = dirname(folder)) {
    if (trusted.has(folder)) return true;
    if (folder === dirname(folder)) return false;
  }
}

/** @throws OC_CONFIG_READ when the list cannot be read */
export function listTrusted(paths: Paths): TrustedFolder[] {
  try {
    return read(paths);
  } catch (cause) {
    throw new KernelError('OC_CONFIG_READ', { file: trustFile(paths), message: (cause as Error).message }, { cause });
  }
}

/** Trusts a folder and all below it. Returns the resolved path. @throws OC_CONFIG_READ, OC_CONFIG_WRITE */
export async function trust(paths: Paths, dir: string): Promise<string> {
  const path = resolvePath(dir, process.cwd());
  const others = listTrusted(paths).filter((folder) => folder.path !== path);
  await write(paths, [...others, { path, since: new Date().toISOString() }]);
  return path;
}

/** Takes the trust back. Returns false when this very folder was not on the list. @throws OC_CONFIG_READ, OC_CONFIG_WRITE */
export async function untrust(paths: Paths, dir: string): Promise<boolean> {
  const path = resolvePath(dir, process.cwd());
  const folders = listTrusted(paths);
  const others = folders.filter((folder) => folder.path !== path);
  if (others.length === folders.length) return false;
  await write(paths, others);
  return true;
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

async function write(paths: Paths, folders: TrustedFolder[]): Promise<void> {
  const file = trustFile(paths);
  try {
    ensureDir(paths.config);
    await atomicWrite(file, `${JSON.stringify({ folders }, null, 2)}\n`, 0o600);
    chmodSync(file, 0o600);
  } catch (cause) {
    throw new KernelError('OC_CONFIG_WRITE', { file, message: (cause as Error).message }, { cause });
  }
}

function writableByOthers(file: string): boolean {
  return process.platform !== 'win32' && (statSync(file).mode & 0o022) !== 0;
}
