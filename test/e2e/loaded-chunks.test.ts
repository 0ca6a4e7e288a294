import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { labs } from '../support/run.ts';
import { ROOT } from '../support/tree.ts';

const setUp = labs();

describe('what a run loads', () => {
  it('of all providers and wires is the one in use', async () => {
    const { sandbox } = await setUp();
    const list = join(sandbox.dir, 'chunks.txt');
    const preload = join(sandbox.dir, 'watch.cjs');
    writeFileSync(
      preload,
      `const fs = require('node:fs'); const read = fs.readFileSync;
       fs.readFileSync = (file, ...more) => { if (/[\\\\/]dist[\\\\/]/.test(String(file))) fs.appendFileSync(${JSON.stringify(list)}, file + '\\n'); return read(file, ...more); };`,
    );
    const { code, stderr } = await sandbox.run(['run', '--title', 'x', 'hello'], { env: { NODE_OPTIONS: `--require=${preload}` } });
    expect(code, stderr).to.equal(0);
    const loaded = readFileSync(list, 'utf8').split('\n');
    expect(
      loaded.some((file) => file.endsWith('kernel.js')),
      'the watch sees what is read',
    ).to.equal(true);
    const parts = loaded.flatMap((file) => /(?:wire|provider)-[\w-]+/.exec(file)?.[0] ?? []);
    expect([...new Set(parts)]).to.deep.equal(['wire-openai-chat']);
  });

  it('of the index is little: a provider is data of at most 8 KB', () => {
    const lines = readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8').split('\n');
    const providers = lines.filter((line) => line.includes('"name":"@ock/provider-'));
    expect(providers.length).to.be.above(25);
    const bytes = providers.reduce((sum, line) => sum + line.length, 0);
    // 2 ms parse some 400 KB of it
    expect(bytes / providers.length).to.be.below(8_000);
  });
});
