import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { commandOutput } from '../../src/process/command-output.ts';

describe('commandOutput', () => {
  let folder: string;
  const signal = new AbortController().signal;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ock-command-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function tool(script: string) {
    const file = join(folder, 'tool');
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return { PATH: `${folder}:/usr/bin:/bin`, SECRET: 'x' };
  }

  it('is what the program prints, arguments as they are, without what it says on the side', async function () {
    if (process.platform === 'win32') return this.skip();
    const env = await tool('echo warning >&2; printf "%s|%s|%s" "$1" "$2" "$SECRET"');
    expect(await commandOutput('tool', ['a b', '$(id)'], { env, signal })).to.equal('a b|$(id)|x');
  });

  it('is nothing where the program fails, is late, or is not there', async function () {
    if (process.platform === 'win32') return this.skip();
    expect(await commandOutput('tool', [], { env: await tool('echo half; exit 3'), signal })).to.equal(undefined);
    expect(await commandOutput('tool', [], { env: await tool('exec sleep 30'), signal, timeoutMs: 100 })).to.equal(undefined);
    expect(await commandOutput('no-such-tool', [], { env: { PATH: folder }, signal })).to.equal(undefined);
    expect(await commandOutput('sh', [], { env: {}, signal })).to.equal(undefined);
  });

  it('ends with the one who asked', async function () {
    if (process.platform === 'win32') return this.skip();
    const stop = new AbortController();
    const env = await tool('exec sleep 30');
    const asked = commandOutput('tool', [], { env, signal: stop.signal }).catch((error: Error) => error.message);
    stop.abort(new Error('enough'));
    expect(await asked).to.equal('enough');
  });
});
