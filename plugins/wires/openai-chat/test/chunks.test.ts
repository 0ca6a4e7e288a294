import { ModelError, type ModelEvent, type ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { summary } from '../../../../test/contracts/wire.ts';
import { ChatReader } from '../src/stream.ts';

const TARGET: ModelTarget = {
  provider: 'p',
  model: 'm',
  wire: 'openai-chat',
  baseUrl: '',
  headers: {},
  auth: { type: 'none' },
  info: { id: 'm' },
  extra: {},
};
const says = (delta: object, more: object = {}) => ({ id: 'x', choices: [{ index: 0, delta, ...more }] });
const stop = (finish_reason = 'stop', more: object = {}) => ({ ...says({}, { finish_reason }), ...more });
const USAGE = { prompt_tokens: 11, completion_tokens: 7 };

function read(...chunks: unknown[]) {
  const told: ModelEvent[] = [];
  const reader = new ChatReader(TARGET, (event) => void told.push(event));
  for (const chunk of chunks) reader.event(chunk);
  reader.end(true);
  return { events: told, ...summary(told) };
}

describe('openai-chat chunks', () => {
  for (const [where, chunks] of [
    ['behind the end, without choices', [says({ content: 'ok' }), stop(), { choices: [], usage: USAGE }]],
    ['with the finish reason', [says({ content: 'ok' }), stop('stop', { usage: USAGE })]],
    [
      'growing with every chunk',
      [{ ...says({ content: 'ok' }), usage: { prompt_tokens: 11, completion_tokens: 1 } }, stop('stop', { usage: USAGE })],
    ],
    ['null until the end', [{ ...says({ content: 'ok' }), usage: null }, stop('stop', { usage: USAGE })]],
    ['in x_groq', [says({ content: 'ok' }), stop('stop', { x_groq: { usage: USAGE } })]],
  ] as const) {
    it(`finds usage ${where}, and tells it once`, () => {
      const { usage, text } = read(...chunks);
      expect(text).to.equal('ok');
      expect(usage).to.have.length(1);
      expect(usage[0]?.usage).to.include({ input: 11, output: 7 });
    });
  }

  it('starts with the filter’s verdict on the prompt, as Azure does, and with a role alone', () => {
    const verdict = { choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }], id: '', model: '' };
    const { text, finish } = read(verdict, says({ role: 'assistant', content: null, refusal: null }), says({ content: 'ok' }), stop());
    expect({ text, finish }).to.deep.equal({ text: 'ok', finish: ['stop'] });
  });

  it('tells a refusal as text, and as the reason', () => {
    const { text, finish } = read(says({ refusal: 'I can’t ' }), says({ refusal: 'do that.' }), stop());
    expect({ text, finish }).to.deep.equal({ text: 'I can’t do that.', finish: ['refusal'] });
  });

  it('knows an answer that the filter held back whole', () => {
    expect(read(says({}), stop('content_filter')).finish).to.deep.equal(['content_filter']);
  });

  it('ends reasoning before the call that follows it', () => {
    const call = { tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'ls', arguments: '{}' } }] };
    const { events } = read(says({ reasoning_content: 'hm', content: null }), says(call), stop('tool_calls'));
    expect(events.map(({ type }) => type)).to.deep.equal([
      'start',
      'reasoning',
      'reasoning_end',
      'tool_start',
      'tool_delta',
      'tool_call',
      'finish',
    ]);
  });

  for (const [what, chunk] of [
    ['an error beside empty choices', { error: { message: 'Overloaded', code: 529 }, choices: [] }],
    ['an error inside a choice', { choices: [{ index: 0, delta: {}, finish_reason: 'error', error: { code: 502, message: 'Upstream' } }] }],
    ['a detail in place of everything', { detail: 'Service unavailable' }],
    ['an error of Groq’s', { choices: [], x_groq: { error: 'Overloaded' } }],
    ['a chunk that is none', 'text'],
  ] as const) {
    it(`fails on ${what}`, () => {
      expect(() => read(says({ content: 'half' }), chunk)).to.throw(ModelError);
    });
  }
});
