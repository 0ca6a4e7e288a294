import { existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atomicWrite, resolvePath, sessionFileName, sweepTemporaries } from '@ock/kernel';
import type { SessionExport } from '@ock/schemas';

/** Whether a file has the name that this session's has. */
export function isFileOf(id: string): (name: string) => boolean {
  const end = `_${sessionFileName({ id, created_at: 0 }, 'json').split('_').at(-1)}`;
  return (name) => name.startsWith('session_') && name.endsWith(end);
}

/**
 * Where files of sessions stand: what is configured; the project's folder for them where a project is configured, or where the folder worked in is
 * trusted and has one; the data folder's.
 */
export function sessionFilesDir(
  config: { session?: unknown; project_dir?: unknown },
  { dataDir, cwd, trusted }: { dataDir: string; cwd: string; trusted: boolean },
): string {
  const { dir } = (config.session ?? {}) as { dir?: unknown };
  if (typeof dir === 'string' && dir !== '') return resolvePath(dir, cwd);
  if (typeof config.project_dir === 'string' && config.project_dir !== '') return join(config.project_dir, 'docs', 'opencode', 'sessions');
  const here = join(cwd, 'docs', 'sessions');
  if (trusted && isFolder(join(cwd, 'docs')) && isFolder(here)) return here;
  return join(dataDir, 'sessions');
}

/** Writes the file of a session anew, readable by its owner only. A folder that is made for it is left out of git, and so are the files in `docs/sessions`. */
export async function writeSessionFile(dir: string, data: SessionExport): Promise<string> {
  const ignore = join(dir, '.gitignore');
  if (mkdirSync(dir, { recursive: true, mode: 0o700 }) !== undefined) writeFileSync(ignore, '*\n');
  else if (dir.endsWith(join('docs', 'sessions')) && !existsSync(ignore)) writeFileSync(ignore, 'session_*.json\n');
  const file = join(dir, sessionFileName(data.session, 'json'));
  sweepTemporaries(file);
  await atomicWrite(file, `${JSON.stringify(data, null, 2)}\n`, 0o600);
  return file;
}

/** No link: nothing is written where one leads. */
function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
