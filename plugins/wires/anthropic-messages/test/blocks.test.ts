import type { ModelEvent, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { summary } from '../../../../test/contracts/wire.ts';
import { MessagesReader } from '../src/stream.ts';

const TARGET: ModelTarget = {
  provider: 'anthropic',
  model: 'm',
  wire: 'anthropic-messages',
  baseUrl: '',
  headers: {},
  auth: { type: 'none' },
  info: { id: 'm' },
  extra: {},
};
const start = { type: 'message_start', message: { id: 'msg', model: 'm', usage: { input_tokens: 5, output_tokens: 1 } } };
const open = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
const delta = (index: number, delta: object) => ({ type: 'content_block_delta', index, delta });
const json = (index: number, partial_json: string) => delta(index, { type: 'input_json_delta', partial_json });
const close = (index: number) => ({ type: 'content_block_stop', index });
const done = (stop_reason: string, usage: object = { output_tokens: 9 }) => [
  { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
  { type: 'message_stop' },
];
const tool = (id: string, name: string) => ({ type: 'tool_use', id, name, input: {} });

function read(...events: object[]) {
  const told: ModelEvent[] = [];
  const reader = new MessagesReader(TARGET, (event) => void told.push(event));
  for (const event of events) if (reader.event(event)) break;
  reader.end();
  return { events: told, ...summary(told) };
}

describe('anthropic-messages blocks', () => {
  it('puts calls together whose arguments come in turns', () => {
    const { calls, finish } = read(
      start,
      open(0, tool('a', 'one')),
      open(1, tool('b', 'two')),
      json(1, '{"v"'),
      json(0, ''),
      json(0, '{"v":'),
      json(1, ':2}'),
      json(0, '1}'),
      close(1),
      close(0),
      ...done('tool_use'),
    );
    expect(calls.map(({ id, name, input }) => [id, name, JSON.parse(input)])).to.have.deep.members([
      ['a', 'one', { v: 1 }],
      ['b', 'two', { v: 2 }],
    ]);
    expect(finish).to.deep.equal(['tool_calls']);
  });

  it('passes over pings, tools that the server runs, citations and what it does not know', () => {
    const { events, text } = read(
      { type: 'ping' },
      start,
      open(0, { type: 'server_tool_use', id: 'srv', name: 'web_search', input: {} }),
      json(0, '{"query":"x"}'),
      close(0),
      open(1, { type: 'web_search_tool_result', tool_use_id: 'srv', content: [] }),
      close(1),
      { type: 'ping' },
      open(2, { type: 'text', text: '' }),
      delta(2, { type: 'text_delta', text: 'ok' }),
      delta(2, { type: 'citations_delta', citation: { url: 'https://x' } }),
      delta(2, { type: 'some_delta_of_2030' }),
      close(2),
      { type: 'event_of_2030', data: 1 },
      ...done('end_turn'),
    );
    expect(text).to.equal('ok');
    expect(events.map(({ type }) => type)).to.deep.equal(['start', 'text', 'usage', 'finish']);
  });

  it('keeps thinking between calls apart, each with its signature', () => {
    const thought = (index: number, text: string) => [
      open(index, { type: 'thinking', thinking: '', signature: '' }),
      delta(index, { type: 'thinking_delta', thinking: text }),
      delta(index, { type: 'signature_delta', signature: `sig-${text}` }),
      close(index),
    ];
    const { events } = read(start, ...thought(0, 'a'), open(1, tool('c', 'ls')), close(1), ...thought(2, 'b'), ...done('tool_use'));
    expect(events.slice(1, -2).map((event) => ('signature' in event ? event.signature : event.type))).to.deep.equal([
      'reasoning',
      'sig-a',
      'tool_start',
      'tool_call',
      'reasoning',
      'sig-b',
    ]);
  });

  for (const [reason, finish] of [
    ['refusal', 'refusal'],
    ['model_context_window_exceeded', 'length'],
    ['max_tokens', 'length'],
    ['stop_sequence', 'stop'],
    ['pause_turn', 'stop'],
    ['reason_of_2030', 'stop'],
  ] as const) {
    it(`calls ${reason} ${finish}`, () => {
      expect(read(start, ...done(reason)).finish).to.deep.equal([finish]);
    });
  }

  it('takes usage from where it stands: the last word counts', () => {
    const early = {
      type: 'message_start',
      message: { id: 'm', usage: { input_tokens: 5, cache_read_input_tokens: 70, output_tokens: 1 } },
    };
    expect(read(early, ...done('end_turn')).usage.at(-1)?.usage).to.include({ input: 5, output: 9, cache_read: 70 });
    const late = { input_tokens: 8, output_tokens: 9, cache_read_input_tokens: 60, cache_creation_input_tokens: 7 };
    const none = { type: 'message_start', message: { id: 'm' } };
    expect(read(none, ...done('end_turn', late)).usage.at(-1)?.usage).to.include({ input: 8, output: 9, cache_read: 60, cache_write: 7 });
  });
});
