import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Bench, SESSION } from './bench.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('undo of commands that something happens beside', () => {
  let bench: Bench;
  afterEach(() => bench.close());
  const path = (name: string) => join(bench.work, name);
  const open = () =>
    Bench.open((work) => {
      mkdirSync(join(work, 'old'));
      for (const name of ['a', 'b', 'old/f']) writeFileSync(join(work, name), `${name}\n`);
    });
  const change = () => {
    rmSync(path('old'), { recursive: true });
    rmSync(path('b'));
    writeFileSync(path('a'), 'new\n');
  };

  it('knows what stood there although another began meanwhile', async () => {
    bench = await open();
    const before = bench.tree();
    bench.prompt();
    await bench.command(async () => {
      change();
      await bench.command(() => writeFileSync(path('c'), 'c\n'));
    });
    await bench.service.revert(SESSION);
    expect(bench.tree()).to.deep.equal(before);
  });

  it('knows what stood there although it was to be got ready only while the command ran', async () => {
    bench = await open();
    const before = bench.tree();
    bench.prompt();
    await bench.turnStart();
    await bench.command(async () => {
      change();
      // longer than it waits before it gets ready
      await pause(400);
    });
    await bench.service.revert(SESSION);
    expect(bench.tree()).to.deep.equal(before);
  });
});
