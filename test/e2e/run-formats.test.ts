import { Validator } from '@cfworker/json-schema';
import { expect } from 'chai';
import { type Lab, lab, lines, put, schemaOf } from '../support/run.ts';

const SCRIPT = [
  { text: 'I look first.', toolCalls: [{ name: 'read', input: { filePath: 'a.txt' } }], usage: { input: 100, output: 10 } },
  { toolCalls: [{ name: 'edit', input: { file_path: 'a.txt', old_string: 'one', new_string: 'two' } }], usage: { input: 120, output: 12 } },
  { text: 'It says two now.', usage: { input: 140, output: 5, cacheRead: 100 } },
];

for (const wire of ['openai-compatible', 'anthropic']) {
  describe(`run over ${wire}`, () => {
    let it_: Lab;
    beforeEach(async () => {
      it_ = await lab({ script: SCRIPT }, wire);
      put(it_.sandbox, 'a.txt', 'line one\n');
    });
    afterEach(() => it_.close());

    it('text: the final text alone on stdout, progress on stderr', async () => {
      const { code, stdout, stderr } = await it_.sandbox.run(['run', '--auto', 'change', 'it']);
      expect(stdout).to.equal('It says two now.\n');
      expect(stderr).to.contain('edit a.txt');
      expect(code).to.equal(0);
    });

    it('json: one result record that fits its schema', async () => {
      const { code, stdout } = await it_.sandbox.run(['run', '--auto', '--format', 'json', 'change it']);
      const all = lines(stdout);
      expect(all).to.have.length(1);
      const result = all[0] as Record<string, unknown>;
      expect(new Validator(schemaOf('result'), '2020-12').validate(result).errors).to.deep.equal([]);
      expect(result).to.include({
        type: 'result',
        subtype: 'success',
        is_error: false,
        result: 'It says two now.',
        num_turns: 3,
        exit_code: 0,
        model: 'fake/m1',
      });
      expect(result.files_changed).to.deep.equal([`${it_.sandbox.work}/a.txt`]);
      expect(result.usage).to.include({ output: 27, cache_read: 100 });
      expect(code).to.equal(0);
    });

    it('stream-json: every line fits the schema; init first, result last, deltas add up', async () => {
      const { stdout } = await it_.sandbox.run(['run', '--auto', '--format', 'stream-json', 'change it']);
      const events = lines(stdout);
      const validator = new Validator(schemaOf('event'), '2020-12');
      for (const event of events) expect(validator.validate(event).errors, JSON.stringify(event)).to.deep.equal([]);
      expect(events[0]?.type).to.equal('init');
      expect(events.at(-1)?.type).to.equal('result');
      expect(events.map(({ type }) => type)).to.include.members([
        'user',
        'turn_start',
        'text',
        'message',
        'tool_call',
        'tool_result',
        'usage',
      ]);
      const last = events.filter(({ type }) => type === 'message').at(-1);
      const deltas = events.filter((event) => event.type === 'text' && event.message_id === last?.message_id).map(({ delta }) => delta);
      expect(deltas.join('')).to.equal('It says two now.');
    });

    it('does the work: the file is changed, the model saw its content and the outcome', async () => {
      await it_.sandbox.run(['run', '--auto', 'change it']);
      const read = JSON.stringify(it_.fake.requests[1]?.body);
      expect(read).to.contain('line one');
      expect(it_.fake.requests).to.have.length(3);
    });
  });
}

describe('the first request', () => {
  it('with all default tools is at most 12 KiB', async () => {
    const { sandbox, fake, close } = await lab({ script: [{ text: 'hi' }] });
    await sandbox.run(['run', 'Say hello.']);
    const body = fake.requests[0]?.body as { tools: unknown[] };
    expect(body.tools).to.have.length.of.at.least(10);
    expect(Buffer.byteLength(JSON.stringify(body))).to.be.at.most(12 * 1024);
    await close();
  });

  it('carries the prompt as it was given, without quotes, and the key only in its header', async () => {
    const { sandbox, fake, close } = await lab({ script: [{ text: 'hi' }] });
    await sandbox.run(['run', 'do it now']);
    const text = JSON.stringify(fake.requests[0]?.body);
    expect(text).to.match(/do it now"/);
    expect(text).to.not.contain('\\"do it now');
    expect(text).to.not.contain('test-key-0123456789');
    expect(fake.requests[0]?.headers.authorization).to.equal('Bearer test-key-0123456789');
    await close();
  });
});
