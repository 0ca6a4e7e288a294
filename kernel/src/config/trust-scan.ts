import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isRepository } from './own-folders.ts';
import { asKept, standsForTrust, TrustFileReader } from './trust-files.ts';

/** folders that are looked at; what lies beyond is not trusted, and asks when it is met */
const MAX_FOLDERS = 20_000;
/** ms for all of them */
const MAX_MS = 3_000;
const SKIPPED = /^(\.|node_modules$)/;

export interface TrustScan {
  /** SHA-256 by path from the folder, with `/` */
  files: Record<string, string>;
  /** false: there are more folders, or more files in one, than are looked at */
  complete: boolean;
}

/** All that counts for the trust of a folder: its own, and what stands in the folders below it that are no repositories of their own; the nearest first. */
export function scanTrusted(root: string): TrustScan {
  const reader = new TrustFileReader();
  const scan: TrustScan = { files: {}, complete: true };
  const until = performance.now() + MAX_MS;
  const due = [root];
  for (let at = 0; at < due.length; at++) {
    const folder = due[at] as string;
    if (at >= MAX_FOLDERS || performance.now() > until) return { ...scan, complete: false };
    if (standsForTrust(folder)) {
      const { hashes, complete } = reader.read(folder);
      if (!complete) scan.complete = false;
      else for (const [name, hash] of hashes) scan.files[asKept(relative(root, join(folder, name)))] = hash;
    }
    due.push(...foldersIn(folder).filter((below) => !isRepository(below)));
  }
  return scan;
}

/** Links are not followed: what they lead to is looked at where it stands. */
function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && !SKIPPED.test(entry.name) ? [join(folder, entry.name)] : [],
    );
  } catch {
    return []; // unreadable: nothing in it can be read later either
  }
}
