import type { Message } from '@ock/schemas';
import { expect } from 'chai';
import { ContextMeter } from '../../src/turn/context/context-meter.ts';

const MODEL = 'p/m';
const usage = (input: number, cache_read = 0) => ({ input, output: 1, reasoning: 0, cache_read, cache_write: 0 });
let count = 0;
const message = (text: string, more: Partial<Message> = {}): Message => {
  const id = `msg_${String(count++).padStart(6, '0')}`;
  return { id, session_id: 's', role: 'user', created_at: 0, parts: [{ id: `${id}p`, type: 'text', text }], ...more };
};
const words = (many: number) => 'lorem ipsum '.repeat(many);
const request = { system: words(100), tools: [], messages: [] } as never;

describe('what a session comes to in the context', () => {
  it('is an estimate first, then what the server counted and as much more as that was off', () => {
    const meter = new ContextMeter();
    const view = [message(words(1_000))];
    meter.overhead(words(100), []);
    const guessed = meter.expect(MODEL, view);
    expect(guessed).to.be.greaterThan(1_000);
    meter.saw(MODEL, request, view, usage(guessed * 2));
    expect(meter.expect(MODEL, view)).to.equal(guessed * 2);
    expect(meter.ratio(MODEL, view)).to.equal(2);
    const more = [...view, message(words(1_000))];
    expect(meter.expect(MODEL, more)).to.be.closeTo(guessed * 4, guessed * 0.6);
  });

  it('counts what came from a cache, and is of one model alone', () => {
    const meter = new ContextMeter();
    const view = [message(words(1_000))];
    meter.overhead(words(100), []);
    const guessed = meter.expect(MODEL, view);
    meter.saw(MODEL, request, view, usage(100, guessed * 2 - 100));
    expect(meter.expect(MODEL, view)).to.equal(guessed * 2);
    expect(meter.expect('p/other', view)).to.equal(guessed);
  });

  it('takes no count for a measure that cannot be one', () => {
    const meter = new ContextMeter();
    const view = [message(words(1_000))];
    meter.overhead(words(100), []);
    const guessed = meter.expect(MODEL, view);
    for (const told of [0, Math.floor(guessed * 0.2)]) {
      meter.saw(MODEL, request, view, usage(told));
      expect(meter.expect(MODEL, view), String(told)).to.equal(guessed);
    }
  });

  it('is measured by the last answer that is stored, in another process', () => {
    const meter = new ContextMeter();
    const asked = message(words(1_000));
    meter.overhead(words(100), []);
    const guessed = meter.expect(MODEL, [asked]);
    const answer = message('short', { role: 'assistant', model: MODEL, usage: usage(guessed * 3) });
    expect(meter.expect(MODEL, [asked, answer])).to.be.within(guessed * 3, guessed * 3 + 100);
    const voided = { ...answer, voided: 'retry' } as unknown as Message;
    expect(meter.expect(MODEL, [asked, voided])).to.be.closeTo(guessed, 20);
  });
});
