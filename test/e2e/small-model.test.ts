import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Step } from '../fake-model/script.ts';
import { type FakeModel, startFakeModel } from '../fake-model/server.ts';
import { ended, Sandbox } from '../support/cli.ts';

interface Listed {
  title: string;
}
interface ModelRow {
  model: string;
  turns: number;
}

describe('the name a small model gives', () => {
  let sandbox: Sandbox;
  let one: FakeModel;
  let two: FakeModel;
  const make = async (small: Step[]) => {
    sandbox = new Sandbox();
    one = await startFakeModel({ script: [{ text: 'The answer.' }] });
    two = await startFakeModel({ script: small });
    const provider = (id: string, { url }: FakeModel) =>
      `[provider.${id}]\ntype = "openai-compatible"\nbase_url = "${url}/v1"\napi_key = "test-key-0123456789"\n`;
    const head = 'model = "one/m1"\nsmall_model = "two/m2"\n[session]\nauto_title = true\n';
    const cost = '[models."two/m2"]\ncost = { input = 1, output = 1 }\n';
    writeFileSync(sandbox.configFile, head + cost + provider('one', one) + provider('two', two));
  };
  const json = async <T>(...args: string[]) => JSON.parse((await sandbox.run([...args, '--json'])).stdout) as T;
  afterEach(async () => {
    await one.close();
    await two.close();
    sandbox.remove();
  });

  it('is stored, and counts in the statistics', async () => {
    await make([{ text: 'Parser: endless loop', usage: { input: 50, output: 5 } }]);
    const repl = sandbox.spawn([], { stdin: 'pipe' });
    const done = ended(repl);
    repl.stdin?.write('the parser never ends, why?\n');
    let title = '';
    for (let n = 0; n < 60 && title !== 'Parser: endless loop'; n++) {
      await sleep(200);
      title = (await json<Listed[]>('session', 'list'))[0]?.title ?? '';
    }
    repl.stdin?.end('/exit\n');
    expect((await done).stdout).to.contain('The answer.');
    expect(title).to.equal('Parser: endless loop');
    const body = JSON.stringify(two.requests[0]?.body);
    expect(body).to.contain('the parser never ends').and.not.contain('"tools"');
    const { by_model } = await json<{ by_model: ModelRow[] }>('stats', '--models');
    expect(by_model.map(({ model, turns }) => `${model} ${turns}`).sort()).to.deep.equal(['one/m1 1', 'two/m2 1']);
  });

  it('keeps no run waiting, though it never comes', async function () {
    // less than a name may take
    this.timeout(9000);
    await make([{ text: 'x', fault: { kind: 'stall', after: 0, times: 99 } }]);
    const { code, stdout } = await sandbox.run(['run', 'hello there']);
    expect([code, stdout]).to.deep.equal([0, 'The answer.\n']);
    expect((await json<Listed[]>('session', 'list'))[0]?.title).to.equal('hello there');
  });
});
