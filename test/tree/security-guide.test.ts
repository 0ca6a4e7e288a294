import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT, read } from '../support/tree.ts';

describe('docs/security.md', () => {
  const rows = read('docs/security.md')
    .split('\n')
    .filter((line) => /^\|(?! promise|---)/.test(line));

  it('names tests for every promise, all of which exist', () => {
    expect(rows.length).to.be.greaterThan(8);
    for (const row of rows) {
      const named = [...row.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file);
      expect(named, row).to.not.have.length(0);
      for (const file of named) expect(existsSync(join(ROOT, file)), file).to.equal(true);
    }
  });

  it('is linked from the README and from docs/permissions.md', () => {
    expect(read('README.md')).to.contain('(docs/security.md)');
    expect(read('docs/permissions.md')).to.contain('(security.md)');
  });
});
