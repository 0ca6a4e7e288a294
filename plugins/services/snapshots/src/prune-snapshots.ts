import { existsSync, readdirSync, rmSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { Journal, type JournalRecord } from './journal.ts';

export interface Limits {
  maxBytes: number;
  maxAgeMs: number;
}

/** ms that content stays which no journal names: a call may be about to name it */
const GRACE_MS = 3_600_000;

/**
 * Journals that nobody wrote to for too long go, then the oldest until what is left is small enough, then content that none of the rest names.
 * @returns journals and bytes that went, or would
 */
export function pruneSnapshots(dir: string, { maxBytes, maxAgeMs }: Limits, dryRun: boolean): { sessions: number; bytes: number } {
  const now = Date.now();
  const blobs = listBlobs(join(dir, 'blobs'));
  const journals = listFiles(join(dir, 'sessions'))
    .filter(({ path }) => path.endsWith('.jsonl'))
    .map(({ path, facts }) => ({ path, changed: facts.mtimeMs, size: facts.size, hashes: namedIn(new Journal(path).read()) }))
    .sort((a, b) => b.changed - a.changed);
  const kept = new Set<string>();
  const gone: string[] = [];
  let freed = 0;
  let total = 0;
  for (const { path, changed, size, hashes } of journals) {
    const fresh = [...hashes].filter((hash) => !kept.has(hash));
    const needs = size + fresh.reduce((sum, hash) => sum + (blobs.get(hash)?.facts.size ?? 0), 0);
    if (now - changed > maxAgeMs || total + needs > maxBytes) {
      gone.push(path);
      freed += size;
      continue;
    }
    total += needs;
    for (const hash of fresh) kept.add(hash);
  }
  const stale = [...blobs].filter(([hash, { facts }]) => !kept.has(hash) && (gone.length > 0 || now - facts.mtimeMs > GRACE_MS));
  for (const [, { facts }] of stale) freed += facts.size;
  if (!dryRun) for (const path of [...gone, ...stale.map(([, blob]) => blob.path)]) rmSync(path, { force: true });
  return { sessions: gone.length, bytes: freed };
}

function namedIn(records: readonly JournalRecord[]): Set<string> {
  const states = records.flatMap((record) => ('files' in record ? record.files.flatMap(([, ...states]) => states) : []));
  return new Set(states.flatMap((state) => (state.type === 'file' && state.kept ? [state.hash] : [])));
}

interface Found {
  path: string;
  facts: Stats;
}

/** By hash. What a crash left half written is among them, under its own name. */
function listBlobs(dir: string): Map<string, Found> {
  if (!existsSync(dir)) return new Map();
  const found = readdirSync(dir).flatMap((folder) => listFiles(join(dir, folder)));
  return new Map(found.map((one) => [(one.path.split('/').at(-1) as string).replace(/\.z$/, ''), one]));
}

function listFiles(dir: string): Found[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    const facts = statSync(path, { throwIfNoEntry: false });
    return facts ? [{ path, facts }] : [];
  });
}
