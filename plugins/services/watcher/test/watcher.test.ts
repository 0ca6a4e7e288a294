import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { FileLedger, PromptInput, ToolOutput, WatchedChange } from '../../../../kernel/src/index.ts';
import { fileVersion } from '../../../../kernel/src/index.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { testLedger } from '../../../../test/support/tool-context.ts';
import { WorkspaceWatcher } from '../src/workspace-watcher.ts';

describe('what changes outside', () => {
  let dir: string;
  let files: FileLedger;
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-watch-')));
    mkdirSync(join(dir, '.git'));
    files = testLedger();
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const path = (name: string) => join(dir, name);
  const read = async (...names: string[]) => {
    for (const name of names) {
      writeFileSync(path(name), `${name}\n`);
      files.seen(path(name), (await fileVersion(path(name))) ?? '');
    }
    await sleep(60); // files' times are those of their making, not of the calls below
  };

  async function session() {
    const plugin = await activatePlugin(new URL('..', import.meta.url), {
      context: { kernel: { cwd: dir, emit: () => undefined } as never },
    });
    const tap = (name: string) => plugin.taps.find(({ hook }) => hook === name)?.fn as unknown as (...args: unknown[]) => Promise<unknown>;
    const call = (readOnly: boolean) => ({ sessionId: 's', callId: 'c', tool: { id: 'x', permission: 'exec', readOnly }, input: {} });
    return {
      prompt: async () => ((await tap('prompt')({ text: 'go', files: [] }, { id: 's', cwd: dir }, files)) as PromptInput).notes,
      tool: async (work: () => void, readOnly = false) => {
        await tap('toolBefore')(call(readOnly));
        work();
        const output = await tap('toolResult')({ text: 'done' }, call(readOnly), { files, signal: new AbortController().signal });
        return (output as ToolOutput).text;
      },
      deny: async () => {
        await tap('toolBefore')(call(false));
        await tap('turnEnd')({ sessionId: 's' });
      },
      turn: () => tap('turnStart')({ sessionId: 's' }),
      watcher: plugin.registered.get('service:watcher') as WorkspaceWatcher,
    };
  }

  it('is told with the next prompt, once for each change, and only of files that were read', async () => {
    const { prompt } = await session();
    await read('a.ts', 'b.ts', 'c.ts', 'same.ts');
    expect(await prompt()).to.equal(undefined);
    writeFileSync(path('a.ts'), 'other');
    writeFileSync(path('b.ts'), 'other');
    writeFileSync(path('never-read.ts'), 'other');
    rmSync(path('c.ts'));
    writeFileSync(path('same.ts'), 'same.ts\n');
    expect(await prompt()).to.deep.equal([
      'Changed outside since you read them: a.ts, b.ts; deleted: c.ts. Read again what you still need.',
    ]);
    expect(await prompt(), 'once').to.equal(undefined);
    writeFileSync(path('a.ts'), 'and again');
    expect((await prompt())?.[0]).to.include('them: a.ts.');
    await read('a.ts');
    expect(await prompt(), 'read meanwhile').to.equal(undefined);
  });

  it('is not what our own calls did, whether a command or a tool that tells the ledger', async () => {
    const { prompt, tool, deny } = await session();
    await read('a.ts', 'b.ts', 'c.ts');
    await tool(() => {
      writeFileSync(path('a.ts'), 'by a command');
      rmSync(path('b.ts'));
    });
    expect(await prompt()).to.equal(undefined);
    await deny();
    await sleep(60);
    writeFileSync(path('c.ts'), 'by a person, after a call that was denied');
    expect((await prompt())?.[0]).to.include('them: c.ts.');
  });

  it('is looked for at each turn where it was asked for and the folder cannot be watched', async () => {
    const { tool, turn, watcher } = await session();
    await read('a.ts');
    writeFileSync(path('a.ts'), 'other');
    await turn();
    expect(await tool(() => undefined, true), 'headless: at prompts only').to.equal('done');
    watcher.isWanted = true;
    await turn();
    expect(await tool(() => undefined, true)).to.match(/^done\n\nChanged outside since you read them: a\.ts\./);
  });

  it('is told with the next result of a tool where the folder is watched', async function () {
    const { prompt, tool, watcher } = await session();
    await prompt();
    await read('a.ts');
    watcher.start();
    if (!(await watcher.ready())) {
      console.log('      this system cannot watch folders');
      await watcher.stop();
      this.skip();
    }
    try {
      const seen = changesUntil(watcher, path('a.ts'));
      writeFileSync(path('a.ts'), 'other');
      await seen;
      expect(await tool(() => undefined, true)).to.include('Changed outside since you read them: a.ts.');
      expect(await tool(() => undefined, true)).to.equal('done');
    } finally {
      await watcher.stop();
    }
  }).timeout(20_000);

  it('of ignored folders is not told', async function () {
    for (const name of ['node_modules', 'dist', 'src']) mkdirSync(path(name));
    writeFileSync(path('.gitignore'), 'dist/\n*.log\n');
    await sleep(100);
    const watcher = new WorkspaceWatcher({ workspace: dir, failed: () => undefined });
    watcher.start();
    if (!(await watcher.ready())) {
      console.log('      this system cannot watch folders');
      await watcher.stop();
      this.skip();
    }
    try {
      const told: string[] = [];
      watcher.onChange((changes) => told.push(...changes.map((change) => change.path)));
      const seen = changesUntil(watcher, path('src/z.ts'));
      for (const name of ['node_modules/a.js', 'dist/a.js', '.git/a', 'src/z.ts']) writeFileSync(path(name), 'x');
      await seen;
      expect(told).to.include(path('src/z.ts')).and.not.include(path('node_modules/a.js'));
      expect(told.filter((name) => /dist|\.git\//.test(name))).to.deep.equal([]);
    } finally {
      await watcher.stop();
    }
  }).timeout(20_000);

  it('a folder that cannot be watched is told once; no watcher for the system, not at all', async () => {
    const told: string[] = [];
    const full = () => Promise.reject(new Error('inotify_add_watch on dir failed: No space left on device'));
    const watcher = new WorkspaceWatcher({
      workspace: dir,
      failed: (reason) => told.push(reason),
      load: () => Promise.resolve({ subscribe: full }),
    });
    watcher.start();
    watcher.start();
    expect(await watcher.ready()).to.equal(false);
    expect(told).to.deep.equal(['the limit of inotify watches is reached']);
    await watcher.stop();
    const absent = new WorkspaceWatcher({
      workspace: dir,
      failed: (reason) => told.push(reason),
      load: () => Promise.reject(new Error('no')),
    });
    absent.start();
    expect(await absent.ready()).to.equal(false);
    expect(told).to.have.length(1);
  });

  it('is not watched before it is asked for, nor at the root of everything', async () => {
    let loaded = 0;
    const load = () => {
      loaded++;
      return Promise.reject(new Error('no'));
    };
    const idle = new WorkspaceWatcher({ workspace: dir, failed: () => undefined, load });
    expect(await idle.ready()).to.equal(false);
    const root = new WorkspaceWatcher({ workspace: '/', failed: () => undefined, load });
    root.start();
    expect(await root.ready()).to.equal(false);
    expect(loaded).to.equal(0);
  });
});

function changesUntil(watcher: WorkspaceWatcher, path: string): Promise<void> {
  return new Promise((resolve) => {
    const end = watcher.onChange((changes: readonly WatchedChange[]) => {
      if (!changes.some((change) => change.path === path)) return;
      end();
      resolve();
    });
  });
}
