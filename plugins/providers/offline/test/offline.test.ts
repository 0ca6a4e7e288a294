import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProviderContribution } from '@ock/kernel';
import { expect } from 'chai';
import { providerContract } from '../../../../test/contracts/provider.ts';

const FOLDER = new URL('../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', FOLDER), 'utf8')) as {
  opencode: { contributes: { provider: ProviderContribution[] }; requires: string[] };
};

providerContract(FOLDER);

describe('provider offline', () => {
  it('is the embedded default: no key, no address, no network, never ranked before a provider with a key', () => {
    const [provider] = manifest.opencode.contributes.provider;
    expect(provider).to.include({ id: 'offline', wire: 'offline-intents', embedded: true, defaultModel: 'intents' });
    expect(provider?.auth.type).to.equal('none');
    expect(provider).to.not.have.any.keys('rank', 'baseUrl', 'keyUrl');
    expect(provider?.name).to.match(/no model/i);
  });

  it('costs nothing', () => {
    for (const model of manifest.opencode.contributes.provider[0]?.models ?? []) expect(model.cost).to.deep.equal({ input: 0, output: 0 });
  });
});

describe('the sample project', function () {
  this.timeout(60_000);
  const dir = mkdtempSync(join(tmpdir(), 'ock-sample-'));
  after(() => rmSync(dir, { recursive: true, force: true }));

  const test = () => {
    const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
    return spawnSync('npm', ['test', '--offline'], { cwd: dir, encoding: 'utf8', env });
  };

  it('has one failing test, whose trace leads to the wrong expression, and none once that is mended', () => {
    cpSync(fileURLToPath(new URL('sample', FOLDER)), dir, { recursive: true });
    const failing = test();
    expect(failing.status).to.equal(1);
    expect(failing.stdout)
      .to.match(/^[#ℹ] fail 1$/m)
      .and.to.match(/src\/price\.js:8:11/);
    const file = join(dir, 'src/price.js');
    const source = readFileSync(file, 'utf8');
    expect(source.split('price * percent')).to.have.length(2);
    writeFileSync(file, source.replace('price * percent', '(price * percent) / 100'));
    expect(test().status).to.equal(0);
  });

  it('needs nothing to be installed', () => {
    const own = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(own).to.not.have.any.keys('dependencies', 'devDependencies', 'optionalDependencies', 'workspaces');
  });
});
