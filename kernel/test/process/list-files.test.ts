import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findOnPath, findRipgrep, listFiles } from '@ock/kernel';
import { expect } from 'chai';
import ignore from 'ignore';

describe('listFiles', () => {
  let dir: string;
  const names = [
    '.gitignore',
    '.hidden',
    'a.ts',
    'keep.log',
    'src/.gitignore',
    'src/b.ts',
    'src/deep/c.ts',
    'out/x.js',
    'a.log',
    'src/gen.ts',
  ];
  const expected = ['.gitignore', '.hidden', 'a.ts', 'keep.log', 'src/.gitignore', 'src/b.ts', 'src/deep/c.ts'];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'list-files-'));
    for (const [index, name] of names.entries()) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), name === '.gitignore' ? 'out/\n*.log\n!keep.log\n' : name === 'src/.gitignore' ? 'gen.ts\n' : name);
      utimesSync(join(dir, name), 1_000 + index, 1_000 + index);
    }
    mkdirSync(join(dir, '.git'));
    writeFileSync(join(dir, '.git/config'), '');
    symlinkSync(tmpdir(), join(dir, 'away'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  for (const way of ['ripgrep', 'git', 'walk'] as const) {
    const list = async (newestFirst: boolean, limit = 1_000) => {
      const found: string[] = [];
      const { signal } = new AbortController();
      const rules = () => Promise.resolve(() => ignore());
      const result = await listFiles(dir, { signal, rules, newestFirst, ways: [way], onFile: (path) => found.push(path) < limit });
      return { found, ...result };
    };

    describe(`by ${way}`, () => {
      beforeEach(function () {
        if ((way === 'ripgrep' && !findRipgrep()) || (way === 'git' && !findOnPath('git'))) {
          console.log(`${way} is missing`);
          this.skip();
        }
        if (way === 'git') {
          rmSync(join(dir, '.git'), { recursive: true });
          execFileSync('git', ['init', '-q'], { cwd: dir });
        }
      });

      it('lists what .gitignore lets through, hidden files too', async () => {
        const { found, complete, way: taken } = await list(false);
        expect(found.filter((path) => path !== 'away').sort()).to.deep.equal(expected);
        expect({ complete, taken }).to.deep.equal({ complete: true, taken: way });
      });

      it('puts the newest first', async () => {
        expect((await list(true)).found.filter((path) => path !== 'away')).to.deep.equal(expected.toReversed());
      });

      it('stops when told to', async () => {
        const { found, complete } = await list(true, 2);
        expect(found).to.have.length(2);
        expect(complete).to.equal(false);
      });
    });
  }

  it('ends with the reason of an abort', async () => {
    const options = { signal: AbortSignal.abort(new Error('enough')), rules: () => Promise.resolve(() => ignore()), onFile: () => true };
    for (const way of ['ripgrep', 'git', 'walk'] as const) {
      if (way === 'ripgrep' && !findRipgrep()) continue;
      expect(await listFiles(dir, { ...options, ways: [way] }).catch((error: Error) => error)).to.have.property('message', 'enough');
    }
  });
});
