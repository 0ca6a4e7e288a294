import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Fault, Step } from '../fake-model/script.ts';
import { type FakeModel, startFakeModel } from '../fake-model/server.ts';
import { ended, Sandbox } from '../support/cli.ts';
import { lines, put } from '../support/run.ts';

/** Two servers of different makers: `one` is the chosen model's, `two` stands in for it. */
interface Pair {
  sandbox: Sandbox;
  one: FakeModel;
  two: FakeModel;
  run(...args: string[]): ReturnType<Sandbox['run']>;
  restFile: string;
}

const always = (fault: Fault): Step[] => Array.from({ length: 12 }, () => ({ text: 'never', fault: { ...fault, times: 99 } }));
const DOWN: Fault = { kind: 'status', status: 529 };

describe('a model that stands in for another', () => {
  let pair: Pair;
  const make = async (one: Step[], two: Step[], more = '', wires = ['openai-compatible', 'anthropic']): Promise<Pair> => {
    const servers = [await startFakeModel({ script: one }), await startFakeModel({ script: two })] as const;
    const sandbox = new Sandbox();
    const provider = (id: string, at: number) => {
      const [server, type] = [servers[at] as FakeModel, wires[at]];
      const url = type === 'anthropic' ? server.url : type === 'google' ? `${server.url}/v1beta` : `${server.url}/v1`;
      return `[provider.${id}]\ntype = "${type}"\nbase_url = "${url}"\napi_key = "test-key-${id}-0123456789"\n`;
    };
    const head = 'model = "one/m1"\nfallback = ["two/m2"]\n';
    writeFileSync(sandbox.configFile, `${head}${more}\n${provider('one', 0)}${provider('two', 1)}`);
    const restFile = join(sandbox.dataDir, 'model-rests.json');
    pair = { sandbox, one: servers[0], two: servers[1], run: (...args) => sandbox.run(['run', '--auto', ...args]), restFile };
    return pair;
  };
  afterEach(async () => {
    await pair.one.close();
    await pair.two.close();
    pair.sandbox.remove();
  });

  it('answers, says so in every format, and spares the next run the wait', async () => {
    const { run, one, two, restFile } = await make(always(DOWN), [{ text: 'standing in' }]);
    const { code, stdout, stderr } = await run('hello');
    expect(code, stderr).to.equal(0);
    expect(stdout).to.equal('standing in\n');
    expect(stderr).to.contain('two/m2 answers in place of one/m1: one answered 529');
    expect(one.requests).to.have.length(3);
    const events = lines((await run('--format', 'stream-json', 'again')).stdout);
    expect(one.requests).to.have.length(3);
    expect(two.requests).to.have.length(2);
    expect(events.find(({ type }) => type === 'fallback')).to.include({ from: 'one/m1', to: 'two/m2' });
    expect(events.at(-1)).to.include({ type: 'result', model: 'two/m2' });
    expect(JSON.parse(readFileSync(restFile, 'utf8'))).to.have.nested.property('one/m1.failures', 1);
  });

  it('is not asked for a mistake of ours, and the key never shows', async () => {
    for (const status of [400, 401, 404]) {
      const { run, two, sandbox, restFile } = await make(always({ kind: 'status', status }), [{ text: 'no' }]);
      const { code, stdout, stderr } = await run('--format', 'json', 'hello');
      expect(code).not.to.equal(0);
      expect(two.requests).to.have.length(0);
      expect(existsSync(restFile)).to.equal(false);
      expect(stdout + stderr).not.to.contain('test-key-');
      if (status === 404) break;
      await pair.one.close();
      await two.close();
      sandbox.remove();
    }
  });

  it('takes over in the middle of an answer and of a session with tools', async () => {
    const script: Step[] = [
      { reasoning: 'Hm.', signature: 'U0lH', toolCalls: [{ id: 'toolu_1', name: 'read', input: { filePath: 'a.txt' } }] },
      { text: 'this never comes to its end, however long it is', fault: { kind: 'reset', after: 2, times: 99 } },
    ];
    const { run, two, sandbox } = await make(script, [{ text: 'Done by two.' }]);
    put(sandbox, 'a.txt', 'the content\n');
    const { stdout, stderr } = await run('--format', 'stream-json', 'read it');
    const events = lines(stdout);
    const fallback = events.find(({ type }) => type === 'fallback');
    expect(fallback, stderr).to.have.property('discarded_message_id');
    expect(events.at(-1)).to.include({ result: 'Done by two.', is_error: false });
    expect(JSON.stringify(two.requests[0]?.body)).to.contain('the content').and.not.contain('never comes');
  });

  for (const wires of [
    ['anthropic', 'openai-responses'],
    ['openai-responses', 'google'],
    ['google', 'anthropic'],
    ['openai-responses', 'anthropic'],
    ['anthropic', 'google'],
    ['google', 'openai-compatible'],
  ]) {
    it(`goes on over ${wires[1]} with what ${wires[0]} has thought and called`, async () => {
      const reasons = '[models."one/m1"]\ncapabilities = { reasoning = true }\n[models."two/m2"]\ncapabilities = { reasoning = true }\n';
      const call = { id: 'c1', name: 'read', input: { filePath: 'a.txt' } };
      const first: Step = { reasoning: 'Hm.', redacted: 'ENCRYPTED', signature: 'U0lHTkVE', text: 'I look.', toolCalls: [call] };
      const { run, two, sandbox } = await make([first, ...always(DOWN)], [{ text: 'Done by two.' }], reasons, wires);
      put(sandbox, 'a.txt', 'the content\n');
      const { stdout, stderr } = await run('read it');
      expect(stdout, stderr).to.equal('Done by two.\n');
      const sent = JSON.stringify(two.requests[0]?.body);
      expect(sent).to.contain('the content').and.contain('I look.').and.not.contain('ENCRYPTED').and.not.contain('U0lHTkVE');
    });
  }

  it('is remembered by processes at the same time without a broken file', async () => {
    const { run, two, restFile } = await make(
      always(DOWN),
      Array.from({ length: 9 }, () => ({ text: 'ok' })),
    );
    const all = await Promise.all(Array.from({ length: 5 }, () => run('hello')));
    expect(all.map(({ stdout }) => stdout)).to.deep.equal(Array.from({ length: 5 }, () => 'ok\n'));
    expect(two.requests).to.have.length(5);
    expect(JSON.parse(readFileSync(restFile, 'utf8'))).to.have.nested.property('one/m1.failures', 1);
    expect(existsSync(`${restFile}.lock`)).to.equal(false);
  });

  it('is left again when the model is back; a damaged file is no hindrance', async () => {
    const { run, restFile, sandbox } = await make([{ text: 'one again' }], [{ text: 'two' }]);
    await sandbox.run(['session', 'list']);
    writeFileSync(restFile, JSON.stringify({ 'one/m1': { until: Date.now() - 1000, failures: 3 } }));
    expect((await run('hello')).stdout).to.equal('one again\n');
    expect(existsSync(restFile)).to.equal(false);
    writeFileSync(restFile, '{"one/m1": {');
    expect((await run('hello')).stdout).to.equal('one again\n');
  });

  it('leaves nothing behind when the run is killed while it waits', async () => {
    const { sandbox, one, restFile, run } = await make([{ text: 'x', fault: { kind: 'stall', after: 0, times: 99 } }], [{ text: 'two' }]);
    const child = sandbox.spawn(['run', '--auto', 'hello']);
    const done = ended(child);
    for (let n = 0; n < 200 && one.requests.length === 0; n++) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGKILL');
    await done;
    expect(existsSync(restFile)).to.equal(false);
    const interrupted = sandbox.spawn(['run', '--auto', 'hello']);
    const told = ended(interrupted);
    for (let n = 0; n < 200 && one.requests.length === 1; n++) await new Promise((resolve) => setTimeout(resolve, 50));
    interrupted.kill('SIGINT');
    expect((await told).code).to.equal(130);
    expect(existsSync(restFile)).to.equal(false);
    expect((await run('--no-session', '--model', 'two/m2', 'hi')).stdout).to.equal('two\n');
  });

  it('that cannot be used is told at the start', async () => {
    const { run } = await make([{ text: 'fine' }], []);
    const { stdout, stderr } = await run('--fallback', 'nobody/knows', 'hello');
    expect(stdout).to.equal('fine\n');
    expect(stderr).to.contain('nobody/knows cannot stand in for another model');
  });

  it('is written nowhere with --no-session', async () => {
    const { run, restFile } = await make(always(DOWN), [{ text: 'two' }]);
    expect((await run('--no-session', 'hello')).stdout).to.equal('two\n');
    expect(existsSync(restFile)).to.equal(false);
  });
});
