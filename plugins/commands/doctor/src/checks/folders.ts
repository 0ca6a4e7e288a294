import { constants } from 'node:fs';
import { access, opendir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatOf } from '@ock/kernel';
import type { Check, Checker } from '../check.ts';

/** files looked at per folder before the size counts as "more than" */
const MAX_FILES = 20_000;

/** The product's own folders: writable, and how big. */
export const folders: Checker = async ({ kernel, t, signal }) => {
  const named = Object.entries(kernel.paths) as [string, string][];
  return Promise.all(
    named.map(async ([id, path]): Promise<Check> => {
      const writable = await canWrite(path);
      const { bytes, files, more } = await size(path, signal);
      const args = { path, size: formatOf(t).bytes(bytes), files };
      const text = writable
        ? t(more ? 'command-doctor.folder_more' : 'command-doctor.folder', args)
        : t('command-doctor.folder_bad', { path });
      const needed = id === 'data';
      return {
        group: 'folders',
        id,
        status: writable ? 'ok' : needed ? 'fail' : 'warn',
        text,
        ...(!writable && { fix: t('command-doctor.folder_fix', { path }) }),
        data: { path, writable, bytes, files },
      };
    }),
  );
};

/** May files be made there, or the folder itself where it does not exist yet? */
async function canWrite(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      await access(folder, constants.W_OK | constants.X_OK);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) return false;
    }
  }
}

async function size(root: string, signal: AbortSignal): Promise<{ bytes: number; files: number; more: boolean }> {
  let bytes = 0;
  let files = 0;
  const open = [root];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = await opendir(folder).catch(() => undefined);
    if (!entries) continue;
    for await (const entry of entries) {
      if (files >= MAX_FILES || signal.aborted) return { bytes, files, more: true };
      const path = join(folder, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile()) {
        files++;
        bytes += (await stat(path).catch(() => ({ size: 0 }))).size;
      }
    }
  }
  return { bytes, files, more: false };
}
