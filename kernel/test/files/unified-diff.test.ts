import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unifiedDiff } from '@ock/kernel';
import { expect } from 'chai';

describe('unifiedDiff', () => {
  it('counts hundreds of thousands of lines that come or go', async () => {
    const text = 'line of text\n'.repeat(300_000);
    expect(await unifiedDiff('f', text, '')).to.deep.include({ added: 0, removed: 300_000 });
    expect(await unifiedDiff('f', '', text)).to.deep.include({ added: 300_000, removed: 0 });
  });

  it('is what git applies', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'diff-'));
    try {
      const base = Array.from({ length: 60 }, (_, i) => `line ${i % 9}`);
      const at = (index: number, ...lines: string[]) => [...base.slice(0, index), ...lines, ...base.slice(index + 1)].join('\n');
      const pairs: [string, string][] = [
        [base.join('\n'), at(0, 'x')],
        [base.join('\n'), at(59, 'x', 'y')],
        [`${base.join('\n')}\n`, base.join('\n')],
        [base.join('\n'), `${base.join('\n')}\n`],
        [base.join('\n'), at(30)],
        [base.join('\n'), [...base, 'line 5'].join('\n')],
        [at(3, 'a', 'b'), at(50, 'c')],
        ['a\n', ''],
        ['\n\n\na\n\n\n', '\n\n\nb\n\n\n'],
        ['a\nb\nc\n', 'c\nb\na\n'],
      ];
      for (const [before, after] of pairs) {
        await writeFile(join(dir, 'f'), before);
        await writeFile(join(dir, 'p'), (await unifiedDiff('f', before, after)).diff);
        execFileSync('git', ['apply', '--unidiff-zero', 'p'], { cwd: dir, stdio: 'pipe' });
        expect(await readFile(join(dir, 'f'), 'utf8').catch(() => '')).to.equal(after);
      }
    } finally {
      await rm(dir, { recursive: true });
    }
  });
  it('counts lines and is empty for equal texts', async () => {
    expect(await unifiedDiff('f', 'a\nb\n', 'a\nc\nd\n')).to.deep.include({ added: 2, removed: 1 });
    expect(await unifiedDiff('f', 'a\r\n', 'a\n')).to.deep.equal({ diff: '', added: 0, removed: 0 });
  });
  it('cuts what nobody would read', async () => {
    const big = (seed: string) => Array.from({ length: 20_000 }, (_, i) => `${seed}${(i * 7919) % 20_011}`).join('\n');
    const { diff, added } = await unifiedDiff('f', big('a'), big('b'));
    expect(diff.length).to.be.lessThan(66_000);
    expect(diff).to.match(/diff cut here\n$/);
    expect(added).to.equal(20_000);
  });
});
