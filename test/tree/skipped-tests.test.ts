import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT, read } from '../support/tree.ts';

/** lines above a skip in which what is missing may be said */
const ABOVE = 4;

describe('a test that is left out', () => {
  it('says what is missing, unless the platform or a store is another', () => {
    const files = ['test', 'kernel/test', 'plugins'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
        .map((name) => `${folder}/${name}`),
    );
    const silent = files.flatMap((file) => {
      const lines = read(file).split('\n');
      return lines.flatMap((line, at) => {
        if (!line.includes('this.skip' + '()')) return [];
        const before = lines.slice(Math.max(0, at - ABOVE), at + 1).join('\n');
        return /console\.log|\.write\(|process\.platform|setUp\(/.test(before) ? [] : [`${file}:${at + 1}`];
      });
    });
    expect(files.length).to.be.greaterThan(200);
    expect(silent).to.deep.equal([]);
  });
});
