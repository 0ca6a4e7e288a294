import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { FakeModelOptions } from '../fake-model/server.ts';
import { ended, Sandbox } from '../support/cli.ts';
import { type Lab, lab, lines } from '../support/run.ts';

const KEY = 'test-key-0123456789';
let open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const made of open) await made.close();
  open = [];
});

async function setUp(options: FakeModelOptions, more = ''): Promise<Lab & { tape: string }> {
  const made = await lab(options, 'openai-compatible', more);
  open.push(made);
  return { ...made, tape: join(made.sandbox.dir, 'tape.jsonl') };
}

/** Another machine as far as a recording can tell: other folders, no provider, no key. */
function elsewhere(tape: string): Sandbox {
  const sandbox = new Sandbox();
  open.push({ close: () => sandbox.remove() });
  copyFileSync(tape, join(sandbox.dir, 'tape.jsonl'));
  return sandbox;
}

const SESSION = (work: string): FakeModelOptions => ({
  script: [
    { text: `I look into ${work}/in.txt first.`, toolCalls: [{ name: 'read', input: { filePath: `${work}/in.txt` } }], split: 'bytes' },
    { toolCalls: [{ name: 'write', input: { filePath: `${work}/out.txt`, content: 'größer 世界\n' } }] },
    { text: 'All done. 👍', usage: { input: 11, output: 7 } },
  ],
});

async function record(more = '', env: Record<string, string> = {}): Promise<Lab & { tape: string }> {
  let work = '';
  const made = await setUp({ handler: ({ number }) => SESSION(work).script?.[number - 1] ?? { text: 'No more.' } }, more);
  work = made.sandbox.work;
  writeFileSync(join(work, 'in.txt'), 'the input\n');
  const { code, stderr } = await made.sandbox.run(['run', '--auto', '--record', '../tape.jsonl', 'copy it'], { env });
  expect(code, stderr).to.equal(0);
  await made.fake.close();
  return made;
}

const replay = (...more: string[]) => ['run', '--auto', '--format', 'stream-json', '--model', 'replay/../tape.jsonl', ...more];

describe('record and replay', () => {
  it('plays a session with two tools back in another folder, without server and key; the tools run', async () => {
    const { tape } = await record();
    const there = elsewhere(tape);
    writeFileSync(join(there.work, 'in.txt'), 'the input\n');
    const { code, stdout, stderr } = await there.run(replay('copy it'));
    expect(code, stdout + stderr).to.equal(0);
    const result = lines(stdout).at(-1);
    expect(result).to.include({ result: 'All done. 👍', num_turns: 3, model: 'replay/../tape.jsonl' });
    expect(result?.usage).to.include({ input: 31, output: 17 });
    expect(readFileSync(join(there.work, 'out.txt'), 'utf8')).to.equal('größer 世界\n');
  });

  it('holds one complete exchange a line: digest, request, target, raw chunks; each message once, no key, no address', async () => {
    const { tape, sandbox, fake } = await record();
    const text = readFileSync(tape, 'utf8');
    const exchanges = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exchanges).to.have.length(3);
    const [first, second] = exchanges;
    expect(first).to.include({ v: 2 });
    expect(first.digest).to.match(/^[0-9a-f]{64}$/);
    expect(first.target).to.include({ provider: 'fake', model: 'm1', wire: 'openai-chat' });
    expect(first.http[0]).to.include({ status: 200 });
    expect(first.http[0].chunks.length).to.be.above(10);
    expect(first.http[0].chunks[0][0]).to.be.a('number');
    expect(Object.keys(first.http[0].headers)).to.deep.equal(['content-type']);
    expect(JSON.stringify(first.request)).to.contain('<environment>').and.not.contain(sandbox.work);
    expect(second.request.after).to.equal(first.digest);
    expect(text).to.not.contain(KEY).and.not.contain('uthorization').and.not.contain(fake.url);
    expect(text.match(/"copy it"/g)).to.have.length(1);
  });

  it('fails with a diff and exit 1 when a request is not the recorded one, before any tool runs on', async () => {
    const { tape } = await record();
    const there = elsewhere(tape);
    writeFileSync(join(there.work, 'in.txt'), 'another input\n');
    const { code, stdout } = await there.run(replay('copy it'));
    expect(code).to.equal(1);
    const { error } = lines(stdout).at(-1) as unknown as { error: { code: string; message: string } };
    expect(error.code).to.equal('OC_REPLAY_MISMATCH');
    expect(error.message)
      .to.match(/number 2/)
      .and.match(/^-.*the input$/m)
      .and.match(/^\+.*another input$/m);
    expect(error.message.split('\n').length).to.be.below(45);
    expect(existsSync(join(there.work, 'out.txt'))).to.equal(false);
    expect(lines(stdout).filter(({ type }) => type === 'retry')).to.deep.equal([]);
  });

  it('asks as the recorded model was asked: with the tools for it, and without an effort that it could not be told', async () => {
    const { sandbox, fake, tape } = await setUp({ script: [{ text: 'done' }] });
    const args = ['run', '--effort', 'high', 'go'];
    const first = await sandbox.run([...args, '--model', 'fake/gpt-5-mini', '--record', tape]);
    expect(first.code, first.stderr).to.equal(0);
    expect(first.stderr).to.contain('effort high has no effect');
    expect(JSON.stringify(fake.requests[0]?.body.tools)).to.contain('apply_patch').and.not.contain('multiedit');
    const second = await elsewhere(tape).run([...args, '--model', 'replay/../tape.jsonl']);
    expect(second.code, second.stderr).to.equal(0);
    expect(second.stderr).to.contain('effort high has no effect');
  });

  it('names a setting that is not the recorded one', async () => {
    const { tape } = await record();
    const text = readFileSync(tape, 'utf8');
    const there = elsewhere(tape);
    writeFileSync(join(there.work, 'in.txt'), 'the input\n');
    writeFileSync(there.configFile, '[provider.replay]\ntemperature = 0.9\n');
    const { code, stdout } = await there.run(replay('copy it'));
    expect(code).to.equal(1);
    const { error } = lines(stdout).at(-1) as unknown as { error: { message: string } };
    expect(error.message).to.match(/^\+temperature 0.9$/m);
    expect(text).to.not.contain('"temperature"');
  });

  it('plays what the version before recorded, whose digest knew no settings', async () => {
    const { tape } = await record();
    const old = readFileSync(tape, 'utf8').replaceAll('"v":2', '"v":1');
    const there = elsewhere(tape);
    writeFileSync(join(there.dir, 'tape.jsonl'), old);
    writeFileSync(join(there.work, 'in.txt'), 'the input\n');
    writeFileSync(there.configFile, '[provider.replay]\ntemperature = 0.9');
    const { code, stdout, stderr } = await there.run(replay('copy it'));
    expect(code, stdout + stderr).to.equal(0);
  });

  it('--replay-loose and replay_loose go on turn by turn, until the recording ends', async () => {
    const { tape } = await record();
    const there = elsewhere(tape);
    writeFileSync(join(there.work, 'in.txt'), 'another input\n');
    expect((await there.run(replay('--replay-loose', 'copy something'))).code).to.equal(0);
    expect(readFileSync(join(there.work, 'out.txt'), 'utf8')).to.equal('größer 世界\n');
    writeFileSync(there.configFile, '[provider.replay]\nreplay_loose = true\n');
    expect((await there.run(replay('copy what I say'))).code).to.equal(0);
    writeFileSync(join(there.work, 'prompts.txt'), 'copy it\n---\nand again\n');
    const { code, stdout } = await there.run(replay('--script', 'prompts.txt'));
    expect(code).to.equal(1);
    expect(stdout).to.contain('OC_REPLAY_MISMATCH').and.contain('ends here');
  });

  it('replays recorded failures as failures and retries as retries, without their waits', async () => {
    const { sandbox, fake, tape } = await setUp({
      script: [{ text: 'Made it.' }],
      faults: [
        { kind: 'status', request: 1, status: 429, retryAfter: 1, body: { error: { message: 'slow down' } } },
        { kind: 'reset', request: 2 },
      ],
    });
    const { code } = await sandbox.run(['run', '--record', '../tape.jsonl', 'go']);
    expect(code).to.equal(0);
    await fake.close();
    const there = elsewhere(tape);
    const { stdout } = await there.run(replay('go'));
    const retries = lines(stdout).filter(({ type }) => type === 'retry');
    expect(retries.map(({ delay_ms }) => delay_ms)).to.deep.equal([0, 0]);
    expect(retries[0]?.reason).to.contain('slow down');
    expect(lines(stdout).at(-1)).to.include({ result: 'Made it.', exit_code: 0 });
  });

  it('keeps no secret: neither one in the raw stream nor one that came in pieces', async () => {
    const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    const { sandbox, tape } = await setUp({ script: [{ text: `It is ${secret} and ${KEY}.`, chunkSize: 4 }] });
    writeFileSync(join(sandbox.work, 'note.txt'), `token ${secret}\n`);
    const { code } = await sandbox.run(['run', '--record', tape, '--file', 'note.txt', `use ${secret}`]);
    expect(code).to.equal(0);
    const text = readFileSync(tape, 'utf8');
    expect(text).to.not.contain(secret).and.not.contain(KEY);
    expect(text).to.contain('It is [redacted] and [redacted].');
    const there = elsewhere(tape);
    writeFileSync(join(there.work, 'note.txt'), `token ${secret}\n`);
    const { stdout } = await there.run(['run', '--model', 'replay/../tape.jsonl', '--file', 'note.txt', `use ${secret}`]);
    expect(stdout).to.equal('It is [redacted] and [redacted].\n');
  });

  it('is whole after a kill: the exchange on its way is not in it', async () => {
    const { sandbox, fake, tape } = await setUp({
      script: [{ toolCalls: [{ name: 'bash', input: { command: 'echo one' } }] }, { text: 'never', fault: { kind: 'stall' } }],
    });
    const child = sandbox.spawn(['run', '--auto', '--record', tape, 'go']);
    const done = ended(child);
    for (let i = 0; i < 400 && fake.requests.length < 2; i++) await sleep(25);
    child.kill('SIGKILL');
    await done;
    const text = readFileSync(tape, 'utf8');
    expect(text.endsWith('\n')).to.equal(true);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).v),
    ).to.deep.equal([2]);
  });

  it('OPENCODE_RECORD adds the runs of several processes to one file, which replays them all', async () => {
    const { sandbox, fake, tape } = await setUp({ handler: ({ number }) => ({ text: number === 1 ? 'First.' : 'Second.' }) });
    const env = { OPENCODE_RECORD: tape };
    await sandbox.run(['run', 'one'], { env });
    await sandbox.run(['run', 'two'], { env });
    await fake.close();
    const there = elsewhere(tape);
    expect((await there.run(['run', '--model', 'replay/../tape.jsonl', 'two'])).stdout).to.equal('Second.\n');
    expect((await there.run(['run', '--model', 'replay/../tape.jsonl', 'one'])).stdout).to.equal('First.\n');
  });

  it('records what answers in process as events', async () => {
    const sandbox = new Sandbox();
    open.push({ close: () => sandbox.remove() });
    mkdirSync(join(sandbox.work, 'src'));
    writeFileSync(join(sandbox.work, 'src/a.js'), 'let a = 1;\n');
    const args = ['run', '--auto', 'Replace "a = 1" with "a = 2" in src/a.js'];
    const tape = join(sandbox.dir, 'tape.jsonl');
    const first = await sandbox.run([...args, '--model', 'offline/intents', '--record', tape]);
    expect(first.code, first.stderr).to.equal(0);
    const there = elsewhere(tape);
    mkdirSync(join(there.work, 'src'));
    writeFileSync(join(there.work, 'src/a.js'), 'let a = 1;\n');
    const second = await there.run([...args, '--model', `replay/${there.dir}/tape.jsonl`]);
    expect(second.code, second.stderr).to.equal(0);
    expect(second.stdout).to.equal(first.stdout);
    expect(readFileSync(join(there.work, 'src/a.js'), 'utf8')).to.equal('let a = 2;\n');
  });

  for (const wire of ['openai-chat', 'openai-responses', 'anthropic-messages', 'google-generate', 'bedrock-converse', 'ollama', 'cohere']) {
    it(`feeds the raw stream through the wire that read it: ${wire}`, async () => {
      const usage = { input: 5, output: 4 };
      const call = { text: 'Look.', reasoning: 'hm', toolCalls: [{ name: 'ls', input: { path: '.' } }], usage, split: 'bytes' as const };
      const { sandbox, fake, tape } = await setUp({ handler: ({ number }) => (number === 1 ? call : { text: 'Fertig – ünï 👍', usage }) });
      const url = wire.startsWith('openai') ? `${fake.url}/v1` : fake.url;
      writeFileSync(sandbox.configFile, `model = "fake/m1"\n[provider.fake]\ntype = "${wire}"\nbase_url = "${url}"\napi_key = "${KEY}"\n`);
      const first = await sandbox.run(['run', '--format', 'json', '--record', tape, 'go']);
      await fake.close();
      const [line] = readFileSync(tape, 'utf8').split('\n');
      expect(JSON.parse(line ?? '')).to.have.property('http');
      const there = elsewhere(tape);
      const second = await there.run(['run', '--format', 'json', '--model', 'replay/../tape.jsonl', 'go']);
      const [recorded] = lines(first.stdout);
      const [played] = lines(second.stdout);
      expect(played).to.include({ result: 'Fertig – ünï 👍', exit_code: 0, num_turns: 2 });
      expect(played?.usage).to.deep.equal(recorded?.usage);
    });
  }

  it('42: a recording that is missing, empty or damaged; one that cannot be written, before any request', async () => {
    const { sandbox, fake } = await setUp({ script: [{ text: 'hi' }] });
    writeFileSync(join(sandbox.work, 'empty'), '');
    writeFileSync(join(sandbox.work, 'damaged'), '{"v":1}\n{}\n');
    for (const [file, text] of [
      ['nope', /nope/],
      ['empty', /empty/],
      ['damaged', /line 1/],
    ] as const) {
      const { code, stderr } = await sandbox.run(['run', '--model', `replay/${file}`, 'x']);
      expect(code, file).to.equal(42);
      expect(stderr).to.match(text);
    }
    expect((await sandbox.run(['run', '--record', '/dev/null/x', 'x'])).code).to.equal(42);
    const same = await sandbox.run(['run', '--model', 'replay/damaged', '--record', 'damaged', 'x']);
    expect(same.stderr).to.contain('at once');
    expect(readFileSync(join(sandbox.work, 'damaged'), 'utf8')).to.equal('{"v":1}\n{}\n');
    expect(fake.requests).to.have.length(0);
  });
});
