import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ended, Sandbox } from '../support/cli.ts';
import { ROOT } from '../support/tree.ts';

describe('npm start', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  it('mends the sample project: the tests fail, the culprit is read and changed, the tests pass, the diff shows it', async () => {
    const env = { ...sandbox.env, TMPDIR: sandbox.dir };
    const child = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs')], { cwd: sandbox.work, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const { code, stdout } = await ended(child);
    expect(stdout).to.match(/The tests fail[\s\S]*src\/price\.js[\s\S]*The tests pass/);
    expect(stdout).to.contain('+  const left = Math.round(price - (price * percent) / 100);');
    expect(stdout).to.contain('The same on your own code');
    expect(stdout).to.not.contain('⟦');
    expect(code).to.equal(0);
  });
});

describe('dist/', () => {
  it('is ASCII, since the loader reads chunks as Latin-1: a character beyond it in a regular expression would never match', () => {
    const files = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' }).filter((file) => /\.m?js$/.test(file));
    expect(files.length).to.be.above(10);
    expect(files.filter((file) => !/^[\x00-\x7f]*$/.test(readFileSync(join(ROOT, 'dist', file), 'utf8')))).to.deep.equal([]);
  });
});
