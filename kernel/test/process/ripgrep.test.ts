import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRipgrep } from '@ock/kernel';
import { expect } from 'chai';

describe('findRipgrep', () => {
  it('finds the binary that npm installed, whatever PATH says', function () {
    const path = findRipgrep({ PATH: '' });
    if (!path) {
      console.log('ripgrep is missing');
      return this.skip();
    }
    expect(execFileSync(path, ['--version'], { encoding: 'utf8' })).to.match(/^ripgrep \d+/);
  });

  it('takes OPENCODE_RG first, and no other when that is no program', () => {
    const dir = mkdtempSync(join(tmpdir(), 'rg-'));
    try {
      const mine = join(dir, 'rg');
      writeFileSync(mine, '#!/bin/sh\n');
      expect(findRipgrep({ OPENCODE_RG: mine, PATH: process.env.PATH })).to.equal(undefined);
      chmodSync(mine, 0o755);
      expect(findRipgrep({ OPENCODE_RG: mine, PATH: process.env.PATH })).to.equal(mine);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
