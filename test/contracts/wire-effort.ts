import type { Effort, ModelInfo, Wire } from '@ock/kernel';
import { expect } from 'chai';
import { type FakeModel, startFakeModel } from '../fake-model/server.ts';
import { converse, prompt, target, type WireContractOptions } from './wire.ts';

/** What every wire that can tell an effort promises: it says what it sends, and sends what it says. */
export function effortContract(options: WireContractOptions): void {
  const { wire, reasoner = {} } = options;
  const THINKS: ModelInfo = { id: 'm-1', output: 64_000, capabilities: { reasoning: true }, quirks: reasoner };
  let fake: FakeModel | undefined;
  afterEach(async () => {
    await fake?.close();
    fake = undefined;
  });

  async function sent(info: ModelInfo, effort?: Effort) {
    fake = await startFakeModel({ script: [{ text: 'ok' }] });
    const to = target(fake, options, { info, ...(effort !== undefined && { effort }) });
    const { error } = await converse(wire, prompt(), to);
    expect(error).to.equal(undefined);
    const body = fake.requests[0]?.body as Record<string, unknown>;
    await fake.close();
    return { body, said: effort === undefined ? undefined : (wire as Required<Wire>).effort(effort, to) };
  }

  describe(`wire contract, effort: ${options.id}`, () => {
    for (const effort of ['off', 'low', 'medium', 'high', 'max', 0, 4000] as const) {
      it(`sends exactly what it says for ${effort}`, async () => {
        const { body, said = '' } = await sent(THINKS, effort);
        const plain = await sent(THINKS);
        expect(said).to.match(/^[\w.]+=\w+( [\w.]+=\w+)*$/);
        for (const word of said.split(' ')) {
          const [path = '', value] = word.split('=');
          expect(String(valueAt(body, path)), path).to.equal(value);
        }
        expect(body, 'differs from what is sent unasked').not.to.deep.equal(plain.body);
      });
    }

    it('is stronger for a higher level, and reads 0 as off', async () => {
      const { effort: say } = wire as Required<Wire>;
      fake = await startFakeModel({ script: [] });
      const to = target(fake, options, { info: THINKS });
      expect(say(0, to)).to.equal(say('off', to));
      expect(say('high', to)).not.to.equal(say('off', to));
    });

    it('sends nothing to a model that does not reason, or is not known to', async () => {
      for (const capabilities of [{ reasoning: false }, {}]) {
        const info = { id: 'm-1', output: 64_000, capabilities };
        const plain = await sent(info);
        for (const effort of ['off', 'high', 4000] as const) {
          const { body, said } = await sent(info, effort);
          expect(said).to.equal(undefined);
          expect(body).to.deep.equal(plain.body);
        }
      }
    });
  });
}

function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}
