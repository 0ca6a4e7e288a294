import type { ModelEvent } from '@ock/kernel';
import { expect } from 'chai';
import plugin from '../src/index.ts';
import { eventsOf, requestOf } from './mini-session.ts';

const user = (text: string) => requestOf([{ role: 'user', content: [{ type: 'text', text }] }]);
const types = (events: readonly ModelEvent[]) => events.map((event) => event.type);

describe('wire offline-intents', () => {
  it('streams an answer in several pieces and ends with one finish', async () => {
    const events = await eventsOf(user('help'));
    expect(types(events).at(0)).to.equal('start');
    expect(types(events).filter((type) => type === 'text').length).to.be.greaterThan(2);
    expect(events.at(-1)).to.deep.equal({ type: 'finish', reason: 'stop' });
    expect(types(events).filter((type) => type === 'finish')).to.have.length(1);
    expect(events.find((event) => event.type === 'usage')).to.deep.equal({ type: 'usage', usage: { input: 0, output: 0 } });
  });

  it('reports tool calls with their whole arguments and ids of their own', async () => {
    const run = async () => (await eventsOf(user('Read a.js and b.js'))).filter((event) => event.type === 'tool_call');
    const calls = [...(await run()), ...(await run())];
    expect(calls.map(({ name, index, input }) => [name, index, JSON.parse(input)])).to.deep.equal([
      ['read', 0, { filePath: 'a.js' }],
      ['read', 1, { filePath: 'b.js' }],
      ['read', 0, { filePath: 'a.js' }],
      ['read', 1, { filePath: 'b.js' }],
    ]);
    expect(new Set(calls.map((call) => call.id)).size).to.equal(4);
    const events = await eventsOf(user('Read a.js'));
    expect(types(events)).to.deep.equal(['start', 'tool_start', 'tool_delta', 'tool_call', 'usage', 'finish']);
    expect(events.at(-1)).to.deep.equal({ type: 'finish', reason: 'tool_calls' });
  });

  it('loses no character of an answer between the pieces', async () => {
    const whole = (await eventsOf(user(`say ${'ü😀 '.repeat(60)}`))).flatMap((event) => (event.type === 'text' ? [event.text] : []));
    expect(whole.join('')).to.not.match(/[\ud800-\udbff](?![\udc00-\udfff])/);
    expect(whole.every((piece) => Buffer.from(piece).toString() === piece)).to.equal(true);
  });

  it('rejects with the reason of the signal when it is aborted', async () => {
    const reason = new Error('stopped by the person');
    const failure = await eventsOf(user('help'), AbortSignal.abort(reason)).catch((error: unknown) => error);
    expect(failure).to.equal(reason);
  });

  it('gives the same answer to the same request', async () => {
    const text = async () =>
      (await eventsOf(user('What can you do?'))).flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
    expect(await text()).to.equal(await text());
  });

  it('registers itself under the id its manifest contributes', () => {
    const registered: string[] = [];
    const ctx = { register: (kind: string, id: string) => registered.push(`${kind}:${id}`) };
    plugin.activate(ctx as unknown as Parameters<typeof plugin.activate>[0]);
    expect(registered).to.deep.equal(['wire:offline-intents']);
  });
});
