import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findRipgrep, listFiles } from '@ock/kernel';
import { expect } from 'chai';
import picomatch from 'picomatch';
import { narrowing } from '../src/narrowing.ts';

const PATHS = [
  'a.ts',
  '.a.ts',
  'a.tsx',
  'src/a.ts',
  'src/deep/er/a.ts',
  'src/deep/er/.hidden/b.test.ts',
  'other/src/a.ts',
  'src/group7/x.js',
  'group7/x.js',
  'README',
  'docs/a b.md',
];

describe('what a lister may leave out', () => {
  let dir: string;
  let outside: string;
  before(function () {
    if (findRipgrep()) return;
    console.log('missing: ripgrep');
    this.skip();
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'narrowing-'));
    outside = mkdtempSync(join(tmpdir(), 'narrowing-'));
    for (const path of PATHS) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), '');
    }
  });
  afterEach(() => {
    for (const folder of [dir, outside]) rmSync(folder, { recursive: true });
  });
  const list = async (narrow: { patterns: string[]; dir: string }): Promise<string[]> => {
    const found: string[] = [];
    const { signal } = new AbortController();
    await listFiles(dir, {
      signal,
      ways: ['ripgrep'],
      rules: () => expect.fail('not asked'),
      narrow,
      onFile: (path) => found.push(path) > 0,
    });
    return found.sort();
  };

  for (const glob of [
    '*.ts',
    'a.*',
    '*.{ts,tsx}',
    'README',
    'src/**/*.ts',
    'src/*.ts',
    'src/**',
    '**/group7/*.js',
    '**/*.{test,spec}.ts',
    'src/{deep,other}/**/?.ts',
    '{src,other}/**/*.ts',
    'src/**/er/**/*.ts',
    '**/src/**',
  ]) {
    it(`never is what ${glob} matches`, async () => {
      const anywhere = !glob.includes('/');
      const matches = picomatch(glob, { dot: true, basename: anywhere, nonegate: true });
      const patterns = narrowing(glob, anywhere) ?? expect.fail('not narrowed');
      const listed = await list({ patterns, dir: outside });
      expect(listed.filter((path) => matches(path))).to.deep.equal(PATHS.filter((path) => matches(path)).sort());
      expect(listed.length, 'something is left out').to.be.below(PATHS.length);
      expect(readdirSync(outside), 'nothing is left behind').to.deep.equal([]);
    });
  }

  it('never brings back what .gitignore excludes', async () => {
    writeFileSync(join(dir, '.gitignore'), 'other/\n*.tsx\n');
    expect(await list({ patterns: ['*.ts', '*.tsx', '/other/**'], dir: outside })).to.deep.equal(
      PATHS.filter((path) => path.endsWith('.ts') && !path.startsWith('other/')).sort(),
    );
  });

  for (const glob of [
    '**',
    '**/*',
    '*',
    '!(a).ts',
    '@(a|b).ts',
    '[ab].ts',
    '{1..3}.ts',
    '{a,{b,c}}.ts',
    'a**b/c.ts',
    '{a}.ts',
    'docs/a b.md',
    'a,b{',
  ])
    it(`is not said of ${glob}`, () => expect(narrowing(glob, !glob.includes('/'))).to.equal(undefined));
});
