import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { labs } from '../support/run.ts';
import { screens } from '../support/screen.ts';
import { ROOT } from '../support/tree.ts';

const open = screens();
const setUp = labs();

/** Has a process write the files of dist/ that it reads, and the costly built-ins it loads, into a list. */
function watch(preload: string, list: string): Record<string, string> {
  writeFileSync(
    preload,
    `const fs = require('node:fs'); const Module = require('node:module'); const read = fs.readFileSync; const load = Module._load;
       const note = (line) => fs.appendFileSync(${JSON.stringify(list)}, line + '\\n');
       fs.readFileSync = (file, ...more) => { if (/[\\\\/]dist[\\\\/]/.test(String(file))) note(file); return read(file, ...more); };
       Module._load = (id, ...more) => { if (/^(node:)?(crypto|child_process|readline|worker_threads|http2)$/.test(id)) note(id); return load(id, ...more); };`,
  );
  return { NODE_OPTIONS: `--require=${preload}` };
}

describe('what a run loads', () => {
  it('of all providers and wires is the one in use', async () => {
    const { sandbox } = await setUp();
    const list = join(sandbox.dir, 'chunks.txt');
    const env = watch(join(sandbox.dir, 'watch.cjs'), list);
    const { code, stderr } = await sandbox.run(['run', '--title', 'x', 'hello'], { env });
    expect(code, stderr).to.equal(0);
    const loaded = readFileSync(list, 'utf8').split('\n');
    expect(
      loaded.some((file) => file.endsWith('kernel.js')),
      'the watch sees what is read',
    ).to.equal(true);
    const parts = loaded.flatMap((file) => /(?:wire|provider)-[\w-]+/.exec(file)?.[0] ?? []);
    expect([...new Set(parts)]).to.deep.equal(['wire-openai-chat']);
  });

  it('before the first prompt of the REPL is the front end alone', async () => {
    const made = await setUp();
    const list = join(made.sandbox.dir, 'chunks.txt');
    const screen = open(made, { env: watch(join(made.sandbox.dir, 'watch.cjs'), list) });
    await screen.until(/build> [^\n]*\nbuild · fake\/m1/);
    const loaded = readFileSync(list, 'utf8').split('\n').filter(Boolean);
    const names = [...new Set(loaded.map((file) => file.replace(/^.*[\\/]dist[\\/]/, '').replaceAll('\\', '/')))].sort();
    expect(names.filter((name) => /^(?:vendor|plugins)\//.test(name))).to.deep.equal([
      'plugins/command-repl.js',
      'plugins/frontend-repl.js',
      // the first time only
      'plugins/service-first-run.js',
      'vendor/cosmiconfig.js',
    ]);
    expect(
      names.filter((name) => /^[\w:]+$/.test(name)),
      'costly built-ins',
    ).to.deep.equal([]);
  });

  it('of what measures emoji is nothing where completion shows names without any', async () => {
    const made = await setUp();
    writeFileSync(join(made.sandbox.work, 'notes.txt'), '');
    const list = join(made.sandbox.dir, 'chunks.txt');
    const screen = open(made, { env: watch(join(made.sandbox.dir, 'watch.cjs'), list) });
    await screen.until('build> ');
    screen.type('@no');
    await screen.until('› @notes.txt');
    const loaded = readFileSync(list, 'utf8');
    expect(loaded).to.include('service-mentions.js').and.not.include('string-width');
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
