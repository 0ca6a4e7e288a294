/**
 * What looking at the workspace around a command costs: CPU time of this process, best of several commands, in git repositories whose files are
 * committed. Run by hand: `node --import tsx --conditions=source scripts/bench-undo.ts [commands]`.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobStore } from '../plugins/services/snapshots/src/blob-store.ts';
import type { Journal } from '../plugins/services/snapshots/src/journal.ts';
import { Recorder } from '../plugins/services/snapshots/src/recorder.ts';

const COMMANDS = Number(process.argv[2] ?? 8);
let calls = 0;
const journal = { append: async () => undefined } as unknown as Journal;
const tool = { id: 'bash', description: '', parameters: {}, permission: 'exec', readOnly: false } as never;

for (const count of [20, 2_000, 50_000]) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'ock-undo-bench-')));
  try {
    const workspace = join(root, 'work');
    for (let at = 0; at < count; at++) {
      const folder = join(workspace, `d${at % 20}`, `e${Math.floor(at / 20) % 20}`);
      if (at < 400) mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `file${at}.ts`), `export const a = ${at};\n`);
    }
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['-c', 'user.name=a', '-c', 'user.email=a@b.test', 'commit', '-qm', 'all'],
    ])
      execFileSync('git', args, { cwd: workspace });
    await sleep(2_500);
    const options = { workspace, holdDir: join(root, 'held'), maxFileBytes: 1e7, signal: new AbortController().signal };
    const recorder = new Recorder({ ...options, blobs: new BlobStore(join(root, 'blobs')) });
    let best = Number.POSITIVE_INFINITY;
    let changing = Number.POSITIVE_INFINITY;
    const warm = await spent(() => recorder.warm());
    for (let at = 0; at < COMMANDS; at++) {
      best = Math.min(best, await command(recorder, () => undefined));
      changing = Math.min(changing, await command(recorder, () => appendFileSync(join(workspace, 'd0/e0/file0.ts'), 'more\n')));
    }
    const told = [`first look ${warm.toFixed(0)}`, `a command ${best.toFixed(1)}`, `one that changes a file ${changing.toFixed(1)}`];
    console.log(`${count} files, ms: ${told.join(', ')}`);
    recorder.close();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function command(recorder: Recorder, work: () => void): Promise<number> {
  const call = { sessionId: 's', callId: `c${++calls}`, tool, input: { command: './x' } };
  const before = await spent(() => recorder.begin(call, [], journal));
  work();
  await sleep(30);
  return before + (await spent(() => recorder.end('s', call.callId)));
}

async function spent(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
