import { ModelError, type ModelEvent, type ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { summary } from '../../../../test/contracts/wire.ts';
import { CohereReader } from '../src/stream.ts';

function read(events: object[]) {
  const told: ModelEvent[] = [];
  const reader = new CohereReader({ provider: 'p', model: 'm' } as ModelTarget, (event) => void told.push(event));
  for (const event of events) reader.event(event);
  reader.end();
  return summary(told);
}
const end = (delta: object) => ({ type: 'message-end', delta });
const call = (type: string, index: number | undefined, tool_calls: object) => ({ type, index, delta: { message: { tool_calls } } });

describe('cohere stream', () => {
  it('takes null for no arguments, and fragments without an index for the last call', () => {
    const { calls } = read([
      call('tool-call-start', 0, { id: 'a', function: { name: 'ls', arguments: null } }),
      call('tool-call-delta', 0, { function: { arguments: 'null' } }),
      call('tool-call-start', 1, { id: 'b', function: { name: 'read', arguments: '{"p"' } }),
      call('tool-call-delta', undefined, { function: { arguments: ':1}' } }),
      end({ finish_reason: 'TOOL_CALL' }),
    ]);
    expect(calls.map(({ id, input }) => [id, input])).to.deep.equal([
      ['a', '{}'],
      ['b', '{"p":1}'],
    ]);
  });

  it('leaves citations and events it does not know out', () => {
    const { text, finish } = read([
      { type: 'content-delta', delta: { message: { content: { text: 'x' } } } },
      { type: 'citation-start', delta: { message: { citations: { text: 'x' } } } },
      { type: 'debug', prompt: 'x' },
      end({ finish_reason: 'STOP_SEQUENCE' }),
    ]);
    expect([text, finish]).to.deep.equal(['x', ['stop']]);
  });

  it('fails where the model did, and says what it said', () => {
    const failure = (delta: object) => {
      try {
        read([end(delta)]);
      } catch (error) {
        return error as ModelError;
      }
      return undefined;
    };
    expect(failure({ finish_reason: 'TIMEOUT' }))
      .to.be.instanceOf(ModelError)
      .and.include({ retryable: true });
    expect(failure({ finish_reason: 'ERROR', error: 'boom' })?.details.message).to.contain('boom');
  });

  it('bills what was billed where tokens are not told', () => {
    const { usage } = read([end({ finish_reason: 'COMPLETE', usage: { billed_units: { input_tokens: 3, output_tokens: 4 } } })]);
    expect(usage[0]?.usage).to.include({ input: 3, output: 4 });
  });
});
