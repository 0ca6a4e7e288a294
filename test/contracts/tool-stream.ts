import type { ModelTarget, Wire } from '@ock/kernel';
import { expect } from 'chai';
import { startFakeModel } from '../fake-model/server.ts';
import { converse, prompt, TOOL, target, type WireContractOptions } from './wire.ts';

/** What the quirk `noToolStream` promises: with tools the answer comes whole, and says the same; without tools it is streamed as ever. */
export function toolStreamContract(options: Pick<WireContractOptions, 'baseUrl' | 'auth' | 'id'> & { wire: Wire }): void {
  describe('a model that cannot stream tool calls', () => {
    it('is asked for a whole answer when tools are offered, and only then', async () => {
      const call = { id: 'c1', name: TOOL.name, input: { filePath: 'ä.ts' } };
      const fake = await startFakeModel({
        script: [{ text: 'Reading.', toolCalls: [call], usage: { input: 11, output: 7 } }, { text: 'Hi.' }],
      });
      try {
        const to: ModelTarget = target(fake, options, { info: { id: 'm-1', quirks: { noToolStream: true } } });
        const first = await converse(options.wire, prompt('Hello', { tools: [TOOL] }), to);
        expect(first).to.deep.include({ text: 'Reading.', finish: ['tool_calls'], error: undefined });
        expect(first.calls.map(({ name, input }) => [name, JSON.parse(input)])).to.deep.equal([[TOOL.name, { filePath: 'ä.ts' }]]);
        expect(first.usage[0]?.usage).to.include({ input: 11, output: 7 });
        expect(fake.requests[0]?.body).to.include({ stream: false }).and.not.have.property('stream_options');
        expect((await converse(options.wire, prompt(), to)).text).to.equal('Reading.');
        expect(fake.requests[1]?.body).to.include({ stream: true });
      } finally {
        await fake.close();
      }
    });
  });
}
