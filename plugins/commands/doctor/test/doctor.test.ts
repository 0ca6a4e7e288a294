import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';
import { CHECK_TIMEOUT_MS, type Check, guarded } from '../src/check.ts';

describe('doctor', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());
  async function report(env: Record<string, string> = {}) {
    const { code, stdout } = await sandbox.run(['doctor', '--json'], { env });
    return { code, ...(JSON.parse(stdout) as { ok: boolean; problems: number; checks: Check[] }) };
  }

  it('finds a fresh home well, and reports every plugin with state and times', async () => {
    const { code, ok, checks } = await report();
    expect(checks.filter(({ status }) => status === 'fail')).to.deep.equal([]);
    expect(ok).to.equal(true);
    expect(code).to.equal(0);
    const at = (id: string) => checks.find((check) => check.id === id);
    expect(at('@ock/tool-bash')?.data)
      .to.include({ state: 'active', origin: 'bundled' })
      .and.to.have.property('activate_ms')
      .that.is.a('number');
    expect(at('@ock/agent-build')?.data).to.include({ state: 'data' });
    for (const id of ['opencode', 'node', 'model', 'store', 'ripgrep', 'git', 'sandbox', 'language-servers', 'openai', 'data', 'terminal'])
      expect(at(id), id).to.not.equal(undefined);
  });

  it('finds the language servers that the lsp commands find', async () => {
    const { checks } = await report();
    const rows = JSON.parse((await sandbox.run(['lsp', 'status', '--json'])).stdout) as { server: string; state: string }[];
    const ready = rows.filter(({ state }) => state === 'ready').map(({ server }) => server);
    expect(checks.find(({ id }) => id === 'language-servers')?.data?.found).to.deep.equal(ready);
  });

  it('says where a key comes from and never the key', async () => {
    const secret = 'sk-test-0123456789abcdefghijklmnopqrstuvwxyz';
    const { stdout } = await sandbox.run(['doctor'], { env: { OPENAI_API_KEY: secret } });
    expect(stdout).to.include('OPENAI_API_KEY').and.not.include(secret);
  });

  it('names what is broken, with its repair, and exits 1', async () => {
    mkdirSync(join(sandbox.home, '.local'), { recursive: true });
    writeFileSync(join(sandbox.home, '.local/share'), 'a file where a folder should be');
    const { code, ok, checks } = await report({ OPENCODE_RG: '/nowhere/rg' });
    expect(ok).to.equal(false);
    expect(code).to.equal(1);
    for (const id of ['store', 'ripgrep']) {
      const check = checks.find((found) => found.id === id);
      expect(check?.status, id).to.equal('fail');
      expect(check?.fix, id).to.match(/\w/);
    }
  });

  it('works when the configuration does not', async () => {
    writeFileSync(sandbox.configFile, 'this is = not toml = at all');
    const { code, checks } = await report();
    expect(code).to.equal(1);
    expect(checks.some(({ group, status }) => group === 'config' && status === 'fail')).to.equal(true);
  });
});

describe('a check', () => {
  it('that throws is a failed check and stops no other', async () => {
    const context = { t: (key: string) => key } as never;
    const checks = await guarded('x', () => Promise.reject(new Error('boom')), context);
    expect(checks).to.deep.equal([{ group: 'x', id: 'x', status: 'fail', text: 'boom' }]);
    expect(CHECK_TIMEOUT_MS).to.be.at.most(30_000);
  });
});
