import type { SessionService } from '@ock/kernel';
import type { SessionExport as Export, Message } from '@ock/schemas';
import { expect } from 'chai';
import { ulid } from '../../kernel/src/runtime/ulid.ts';
import { Message as MessageSchema, Session as SessionSchema } from '../../schemas/src/message.ts';
import { SessionExport } from '../../schemas/src/session-export.ts';
import { failure, message, SessionBench, type SessionBenchOptions, stripped, talk, text } from '../support/session-bench.ts';

/** What a service of sessions promises about files that leave and enter. */
export function sessionTransferContract(options: SessionBenchOptions): void {
  describe(`export and import on ${options.store} keep the contract`, () => {
    let bench: SessionBench;
    let sessions: SessionService;

    beforeEach(async () => {
      bench = new SessionBench(options);
      ({ sessions } = await bench.open());
    });
    afterEach(() => bench.dispose());

    it('fit the schema and come back the same into an empty store', async () => {
      const { id, messages } = await talk(sessions);
      const data = await sessions.export(id);
      expect(SessionExport.parse(JSON.parse(JSON.stringify(data)))).to.deep.equal(data);
      const original = await sessions.get(id);
      await sessions.remove(id);
      const imported = await sessions.import(JSON.parse(JSON.stringify(data)));
      expect(imported).to.deep.equal(original);
      expect(await sessions.get(id)).to.deep.equal(original);
      expect(await sessions.messages(id)).to.deep.equal(messages);
    });

    it('take nothing over that an import left which was killed', async () => {
      const { id, messages } = await talk(sessions);
      const data = await sessions.export(id);
      await sessions.remove(id);
      await sessions.write(message(id, 'user', [text('of another file with this id')]));
      expect(await sessions.get(id)).to.equal(undefined);
      await sessions.import(data);
      expect(await sessions.messages(id)).to.deep.equal(messages);
    });

    it('make new ids where the session exists', async () => {
      const { id, messages } = await talk(sessions);
      const imported = await sessions.import(await sessions.export(id));
      expect(imported.id).to.not.equal(id);
      expect((await sessions.messages(imported.id)).map(stripped)).to.deep.equal(messages.map(stripped));
      expect(await sessions.messages(id)).to.deep.equal(messages);
    });

    it('make new ids where the old ones are odd, out of order or meant for elsewhere', async () => {
      const { id } = await talk(sessions);
      const data = await sessions.export(id);
      await sessions.remove(id);
      const [first, second] = data.messages as [Message, Message];
      const odd: Export[] = [
        { ...data, session: { ...data.session, id: '../../x' } },
        { ...data, messages: [second, first] },
        { ...data, messages: [{ ...first, id: 'a/b' }] },
        { ...data, messages: [{ ...first, parts: [...first.parts].reverse() }] },
      ];
      for (const file of odd) {
        const imported = await sessions.import(file);
        expect(imported.id).to.match(/^ses_[0-9A-Z]{26}$/);
        expect((await sessions.messages(imported.id)).map(stripped)).to.deep.equal(file.messages.map(stripped));
        await sessions.remove(imported.id);
      }
      const stray = await sessions.import({ ...data, messages: [{ ...first, session_id: 'ses_other' }] });
      expect((await sessions.messages(stray.id)).map(({ session_id }) => session_id)).to.deep.equal([stray.id]);
    });

    it('keep keys out of the file', async () => {
      const key = `sk-${'aB3dE5fG7h'.repeat(4)}`;
      const { id } = await sessions.create({ directory: '/a', title: `use ${key}` });
      await sessions.update(id, { state: { note: key } });
      await sessions.write(message(id, 'user', [text(`my key is ${key}`)]));
      await sessions.write(
        message(id, 'assistant', [
          { id: ulid(), type: 'reasoning', text: key, signature: 'kept' },
          { id: ulid(), type: 'tool_call', call_id: 'c', tool: 'bash', input: { env: [`K=${key}`] } },
        ]),
      );
      await sessions.write(
        message(id, 'tool', [
          { id: ulid(), type: 'tool_result', call_id: 'c', tool: 'bash', output: key, is_error: false, metadata: { diff: key } },
        ]),
      );
      const data = await sessions.export(id);
      expect(JSON.stringify(data)).to.not.include(key);
      expect(JSON.stringify(data)).to.include('kept');
      expect(JSON.stringify(await sessions.messages(id))).to.include(key);
    });

    it('name the place that is wrong and write nothing', async () => {
      const { id } = await talk(sessions);
      const data = JSON.parse(JSON.stringify(await sessions.export(id))) as { messages: { parts: { output?: unknown }[] }[] };
      const before = (await sessions.list()).length;
      (data.messages[2]?.parts[0] as { output: unknown }).output = 5;
      const error = await failure(sessions.import(data));
      expect(error.code).to.equal('OC_IMPORT_INVALID');
      expect(error.details.message).to.match(/^messages\[2\]\.parts\[0\]\.output: /);
      for (const [wrong, place] of [
        [null, '(top)'],
        [[], '(top)'],
        [{ format: 'other', messages: [] }, 'format'],
        [{ messages: [{ role: 'robot', content: '' }] }, 'messages[0].role'],
        [{ messages: [{ role: 'user', content: [{ text: 'no type' }] }] }, 'messages[0].content'],
        [{ created_at: 'yesterdayish', messages: [] }, 'created_at'],
      ] as const) {
        const refused = await failure(sessions.import(wrong));
        expect(refused.code).to.equal('OC_IMPORT_INVALID');
        expect(String(refused.details.message).startsWith(place), String(refused.details.message)).to.equal(true);
      }
      expect((await sessions.list()).length).to.equal(before);
    });

    it('read the session files of the Python system', async () => {
      const imported = await sessions.import(PYTHON_FILE, { directory: '/here' });
      expect(SessionSchema.parse(imported)).to.deep.equal(imported);
      expect(imported).to.include({ title: 'Old talk', directory: '/here', model: 'claude-3-5-sonnet' });
      expect(imported.created_at).to.equal(Date.parse('2026-02-23T12:07:27Z'));
      const messages = await sessions.messages(imported.id);
      for (const one of messages) MessageSchema.parse(one);
      const told = messages.map(({ role, parts }) => [role, ...parts.map((part) => ('text' in part ? part.text : part.type))]);
      expect(told).to.deep.equal([
        ['user', 'hello'],
        ['assistant', 'let me look', 'tool_call'],
        ['tool', 'tool_result'],
        ['user', 'and this?', 'file'],
        ['assistant', 'lost its call', 'fine'],
      ]);
      const parts = messages.flatMap((one) => one.parts);
      expect(parts.find(({ type }) => type === 'tool_call')).to.deep.include({ call_id: 't1', tool: 'read', input: { path: 'a.txt' } });
      expect(parts.find(({ type }) => type === 'tool_result')).to.deep.include({
        call_id: 't1',
        tool: 'read',
        output: 'content',
        is_error: false,
      });
      expect(messages.map(({ finish }) => finish)).to.deep.equal([undefined, 'tool_calls', undefined, undefined, 'stop']);
    });
  });
}

const PYTHON_FILE = {
  id: 'ea99a867-1111-2222-3333-444455556666',
  project_id: 'p',
  title: 'Old talk',
  directory: '/old/place',
  created_at: '2026-02-23T12:07:27Z',
  updated_at: 1771848500.5,
  model: 'claude-3-5-sonnet',
  agent: null,
  messages: [
    { id: '0', role: 'system', content: 'You are …' },
    { id: '1', role: 'user', content: 'hello', created_at: '2026-02-23T12:07:27Z' },
    {
      id: '2',
      role: 'assistant',
      content: [
        { type: 'text', text: 'let me look' },
        { type: 'tool_use', id: 't1', name: 'read', input: '{"path":"a.txt"}' },
      ],
    },
    {
      id: '3',
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'content' }] },
        { type: 'text', text: 'and this?' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
      ],
    },
    {
      id: '4',
      role: 'assistant',
      content: [
        { type: 'tool_result', tool_use_id: 'lost', content: 'lost its call' },
        { type: 'text', text: 'fine' },
      ],
    },
  ],
  summary: { additions: 0 },
  metadata: {},
};
