import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything under `root`: path → type, mode, time of change and content. Two snapshots are deeply equal when nothing changed. */
export async function folderSnapshot(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const names = await readdir(root, { recursive: true });
  for (const name of names.sort()) {
    const path = join(root, name);
    const facts = await lstat(path);
    const content = facts.isSymbolicLink()
      ? await readlink(path)
      : facts.isFile()
        ? createHash('sha256')
            .update(await readFile(path))
            .digest('hex')
        : '';
    found[name] = `${facts.mode.toString(8)} ${facts.isDirectory() ? '' : facts.mtimeMs} ${content}`;
  }
  return found;
}
