import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { startFakeModel } from '../../../../test/fake-model/server.ts';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('auth test of a provider that only embeds', () => {
  it('asks for one vector, and says what is wrong with the key', async () => {
    const sandbox = new Sandbox();
    let refuse = false;
    const fake = await startFakeModel({ handler: () => (refuse ? { kind: 'status', status: 401 } : undefined) });
    try {
      const env = { VOYAGE_API_KEY: 'k'.repeat(20), VOYAGE_BASE_URL: `${fake.url}/v1` };
      const test = async () => {
        const { stdout, code } = await sandbox.run(['auth', 'test', 'voyage'], { env });
        return { stdout, code };
      };
      expect(await test()).to.include({ code: 0 });
      expect(fake.requests.map(({ path }) => path)).to.deep.equal(['/v1/embeddings']);
      refuse = true;
      const refused = await test();
      expect(refused.code).to.equal(41);
      expect(refused.stdout).to.match(/voyage .*key/);
    } finally {
      await fake.close();
      sandbox.remove();
    }
  });
});

describe('auth test of a provider that only configuration knows', () => {
  it('asks one of the models that configuration names', async () => {
    const sandbox = new Sandbox();
    const fake = await startFakeModel({ script: [{ text: 'ok' }] });
    try {
      writeFileSync(
        sandbox.configFile,
        `[provider.mine]\nbase_url = "${fake.url}/v1"\napi_key = "test-key-0123456789"\n[models."mine/big"]\ncontext = 8000\n`,
      );
      const { stdout, code } = await sandbox.run(['auth', 'test', 'mine']);
      expect(code, stdout).to.equal(0);
      expect(fake.requests.map(({ body }) => body.model)).to.deep.equal(['big']);
    } finally {
      await fake.close();
      sandbox.remove();
    }
  });
});
