import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atomicWrite, fileStamp } from '@ock/kernel';
import type { Plan } from './plan.ts';

const NAME = /^[\w-]{1,120}\.md$/;
const MAX_SLUG = 60;
/** plans of one day with the same title */
const MAX_SAME = 1_000;

/**
 * Writes the plan into the folder of plans: into its own file, else into a new one. What somebody else changed since is never overwritten.
 * @returns the file's name and stamp; undefined: it was changed by somebody else and left as it is
 * @throws the file system's error
 */
export async function writePlanFile(folder: string, { title, file }: Plan, text: string): Promise<Plan['file'] | undefined> {
  mkdirSync(folder, { recursive: true });
  // the name comes out of a session, which may have been imported: it must be one of ours
  const own = file && NAME.test(file.name) ? file : undefined;
  const facts = own && lstatSync(join(folder, own.name), { throwIfNoEntry: false });
  if (own && facts && (!facts.isFile() || fileStamp(readFileSync(join(folder, own.name))) !== own.stamp)) return undefined;
  const name = own && facts ? own.name : reserve(folder, title);
  await atomicWrite(join(folder, name), text);
  return { name, stamp: fileStamp(text) };
}

/** Makes an empty file of a name that nothing there has: not even a link is followed. */
function reserve(folder: string, title: string): string {
  const slug = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replace(/^-|-$/g, '');
  const stem = `${new Date().toISOString().slice(0, 10)}-${slug || 'plan'}`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${stem}.md` : `${stem}-${number}.md`;
    try {
      writeFileSync(join(folder, name), '', { flag: 'wx' });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || number >= MAX_SAME) throw error;
    }
  }
}
