import type { ModelEvent } from '@ock/kernel';
import { ModelError } from '@ock/kernel';
import { expect } from 'chai';
import { summary } from '../../../../test/contracts/wire.ts';
import { ChatReader } from '../src/stream.ts';

type Quirks = Record<string, string | number | boolean>;

function read(deltas: unknown[], options: { quirks?: Quirks; finish?: string | null; usage?: unknown; marked?: boolean } = {}) {
  const events: ModelEvent[] = [];
  const target = { provider: 'p', model: 'm', wire: 'openai-chat', baseUrl: '', headers: {}, auth: { type: 'none' as const }, extra: {} };
  const reader = new ChatReader({ ...target, info: { id: 'm', quirks: options.quirks } }, (event) => void events.push(event));
  for (const delta of deltas) reader.event({ id: 'x', choices: [{ index: 0, delta, finish_reason: null }] });
  const { finish = 'stop' } = options;
  if (finish !== null) reader.event({ choices: [{ index: 0, delta: {}, finish_reason: finish }], usage: options.usage });
  reader.end(options.marked ?? true);
  return summary(events);
}
const call = (fields: object, fn: object = {}) => ({ tool_calls: [{ ...fields, function: fn }] });

describe('openai-chat stream', () => {
  describe('tool calls of servers that take liberties', () => {
    const shapes: Record<string, unknown[]> = {
      'as specified': [
        call({ index: 0, id: 'a' }, { name: 'one', arguments: '' }),
        call({ index: 0 }, { arguments: '{"v":' }),
        call({ index: 0 }, { arguments: '1}' }),
        call({ index: 1, id: 'b' }, { name: 'two', arguments: '{"v":2}' }),
      ],
      'counted from one': [
        call({ index: 1, id: 'a' }, { name: 'one', arguments: '{"v":' }),
        call({ index: 2, id: 'b' }, { name: 'two', arguments: '{"v":2}' }),
        call({ index: 1 }, { arguments: '1}' }),
      ],
      'index 0 for all, whole calls': [
        call({ index: 0, id: 'a' }, { name: 'one', arguments: '{"v":1}' }),
        call({ index: 0, id: 'b' }, { name: 'two', arguments: '{"v":2}' }),
      ],
      'index 0 for all, in fragments': [
        call({ index: 0, id: 'a' }, { name: 'one', arguments: '{"v"' }),
        call({ index: 0 }, { arguments: ':1}' }),
        call({ index: 0, id: 'b' }, { name: 'two', arguments: '{"v"' }),
        call({ index: 0 }, { arguments: ':2}' }),
      ],
      'no index': [
        call({ id: 'a' }, { name: 'one', arguments: '{"v"' }),
        call({}, { arguments: ':1}' }),
        call({ id: 'b' }, { name: 'two', arguments: '{"v":2}' }),
      ],
      'the id on every fragment, in turns': [
        call({ id: 'a' }, { name: 'one', arguments: '{"v"' }),
        call({ id: 'b' }, { name: 'two', arguments: '{"v"' }),
        call({ id: 'a' }, { arguments: ':1}' }),
        call({ id: 'b' }, { arguments: ':2}' }),
      ],
      'the name repeated, ids empty later': [
        call({ index: 0, id: 'a' }, { name: 'one', arguments: '{"v":' }),
        call({ index: 0, id: '' }, { name: 'one', arguments: '1}' }),
        call({ index: 1, id: 'b' }, { name: 'two', arguments: '{"v":2}' }),
      ],
      'the name behind the arguments': [
        call({ index: 0, id: 'a' }, { arguments: '{"v":1}' }),
        call({ index: 0 }, { name: 'one' }),
        call({ index: 1, id: 'b' }, { name: 'two', arguments: '{"v":2}' }),
      ],
      'arguments as objects, both in one chunk': [
        {
          tool_calls: [
            { id: 'a', function: { name: 'one', arguments: { v: 1 } } },
            { id: 'b', function: { name: 'two', arguments: { v: 2 } } },
          ],
        },
      ],
    };
    for (const [shape, deltas] of Object.entries(shapes)) {
      it(shape, () => {
        const { calls, deltas: pieces, finish } = read(deltas);
        expect(calls).to.deep.equal([
          { type: 'tool_call', index: 0, id: 'a', name: 'one', input: '{"v":1}' },
          { type: 'tool_call', index: 1, id: 'b', name: 'two', input: '{"v":2}' },
        ]);
        expect(
          pieces
            .filter(({ index }) => index === 1)
            .map(({ text }) => text)
            .join(''),
        ).to.equal('{"v":2}');
        expect(finish).to.deep.equal(['tool_calls']);
      });
    }

    it('neither ids nor indexes', () => {
      const { calls } = read([
        call({}, { name: 'ls', arguments: '{"v":1}' }),
        call({}, { name: 'ls', arguments: '{"v":2}' }),
        call({}, { name: 'read', arguments: '{"v"' }),
        call({}, { arguments: ':3}' }),
      ]);
      expect(calls.map(({ name, input }) => `${name} ${input}`)).to.deep.equal(['ls {"v":1}', 'ls {"v":2}', 'read {"v":3}']);
      expect(new Set(calls.map(({ id }) => id)).size).to.equal(3);
    });

    it('the old function_call', () => {
      const { calls } = read([{ function_call: { name: 'ls', arguments: '{' } }, { function_call: { arguments: '}' } }], {
        finish: 'function_call',
      });
      expect(calls.map(({ name, input }) => [name, input])).to.deep.equal([['ls', '{}']]);
    });
  });

  describe('reasoning', () => {
    it('comes as reasoning, as reasoning_content, or in parts', () => {
      const parts = [
        { type: 'thinking', thinking: [{ type: 'text', text: 'c' }] },
        { type: 'text', text: 'answer' },
      ];
      expect(read([{ reasoning: 'a' }, { reasoning_content: 'b' }, { content: parts }])).to.deep.include({
        reasoning: 'abc',
        text: 'answer',
      });
    });

    for (const size of [1, 2, 3, 5, 100]) {
      it(`is cut out of think tags in pieces of ${size}`, () => {
        const pieces = (
          '\n<think>\nLet a < b.</thin> Hm.</think>\n\nUse <think> as text.'.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
        ).map((content) => ({ content }));
        expect(read(pieces, { quirks: { thinkTags: true } })).to.deep.include({
          reasoning: 'Let a < b.</thin> Hm.',
          text: 'Use <think> as text.',
        });
      });
    }

    it('may have started in the prompt, and leaves text without tags alone', () => {
      expect(read([{ content: 'deep' }, { content: '</think>x' }], { quirks: { thinkTags: 'open' } })).to.deep.include({
        reasoning: 'deep',
        text: 'x',
      });
      expect(read([{ content: '<thi' }, { content: 'rd>' }], { quirks: { thinkTags: true } })).to.deep.include({
        reasoning: '',
        text: '<third>',
      });
      expect(read([{ content: '<think>x</think>' }])).to.deep.include({ reasoning: '', text: '<think>x</think>' });
      expect(read([{ content: '<th' }], { quirks: { thinkTags: true } }).text).to.equal('<th');
    });
  });

  describe('the end', () => {
    it('may lack a reason behind [DONE], but not both, and not with nothing said', () => {
      expect(read([{ content: 'x' }], { finish: null }).finish).to.deep.equal(['stop']);
      expect(() => read([{ content: 'x' }], { finish: null, marked: false })).to.throw(ModelError);
      expect(() => read([{ role: 'assistant' }], { finish: null })).to.throw(ModelError);
      expect(read([{ content: 'x' }], { marked: false }).finish).to.deep.equal(['stop']);
    });

    it('keeps length and content_filter beside calls', () => {
      const open = call({ index: 0, id: 'a' }, { name: 'one', arguments: '{"v":' });
      expect(read([open], { finish: 'length' }).finish).to.deep.equal(['length']);
      expect(read([{ content: 'x' }], { finish: 'content_filter' }).finish).to.deep.equal(['content_filter']);
    });

    it('splits cached tokens off, in each dialect', () => {
      const usage = (value: object) => read([{ content: 'x' }], { usage: value }).usage[0]?.usage;
      const expected = { input: 20, output: 5, reasoning: 0, cache_read: 80, cache_write: 0 };
      expect(usage({ prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 80 } })).to.deep.equal(expected);
      expect(usage({ prompt_tokens: 100, completion_tokens: 5, prompt_cache_hit_tokens: 80, prompt_cache_miss_tokens: 20 })).to.deep.equal(
        expected,
      );
      expect(usage({ prompt_tokens: 3, completion_tokens: null, prompt_tokens_details: null })).to.deep.include({ input: 3, output: 0 });
    });
  });
});
