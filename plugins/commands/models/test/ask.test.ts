import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('models ask', () => {
  let sandbox: Sandbox;
  let fakes: FakeModel[];
  beforeEach(async () => {
    sandbox = new Sandbox();
    fakes = [
      await startFakeModel({ script: [{ text: 'from one' }] }),
      await startFakeModel({ script: [{ text: 'no', fault: { kind: 'status', status: 400, times: 99 } }] }),
    ];
    const tables = fakes.map(
      ({ url }, at) => `[provider.p${at}]\ntype = "openai-compatible"\nbase_url = "${url}/v1"\napi_key = "test-key-0123456789"\n`,
    );
    writeFileSync(sandbox.configFile, `model = "p0/m"\nfallback = ["p0/m"]\n${tables.join('')}`);
  });
  afterEach(async () => {
    for (const fake of fakes) await fake.close();
    sandbox.remove();
  });

  it('prints the answer of the configured model, alone', async () => {
    const { code, stdout } = await sandbox.run(['models', 'ask', 'what', 'is', 'it?']);
    expect([code, stdout]).to.deep.equal([0, 'from one\n']);
    expect(JSON.stringify(fakes[0]?.requests[0]?.body)).to.contain('what is it?');
  });

  it('asks several side by side; one that fails is told of and stops nobody', async () => {
    const { code, stdout, stderr } = await sandbox.run(['models', 'ask', 'hello', '--models', 'p1/m,p0/x']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/── p1\/m · .*\n\n── p0\/x · .*\nfrom one\n$/);
    expect(stderr).to.contain('p1 answered 400');
    const rows = JSON.parse(
      (await sandbox.run(['models', 'ask', 'hello', '--models', 'p1/m', '--models', 'p0/x', '--json'])).stdout,
    ) as object[];
    expect(rows[0]).to.deep.include({ model: 'p1/m', text: '' }).and.have.nested.property('error.code', 'OC_MODEL_HTTP');
    expect(rows[1]).to.include({ model: 'p0/x', text: 'from one', finish: 'stop' });
  });

  it('fails when all fail, and stores nothing', async () => {
    const { code, stderr } = await sandbox.run(['models', 'ask', 'hello', '--models', 'p1/m']);
    expect(code).to.equal(1);
    expect(stderr).to.contain('400');
    expect((await sandbox.run(['session', 'list', '--json'])).stdout.trim()).to.equal('[]');
  });
});
