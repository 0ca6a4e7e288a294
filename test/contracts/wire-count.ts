import type { ModelError, ModelRequest, ModelTarget, Wire } from '@ock/kernel';
import { expect } from 'chai';
import { type FakeModel, type FakeRequest, type Fault, type Step, startFakeModel } from '../fake-model/server.ts';
import { http, prompt, TOOL, target, type WireContractOptions } from './wire.ts';

export interface WireCountOptions extends Pick<WireContractOptions, 'wire' | 'id' | 'baseUrl' | 'auth'> {
  /** the path of a count of the model `m-1` */
  path: string;
  /** fields that a body may hold: the APIs refuse all others */
  fields: readonly string[];
  /** the part of a body that holds them; default all of it */
  part?(body: Record<string, unknown>): Record<string, unknown>;
}

/** Counts by hand. */
export function countBench(options: Pick<WireCountOptions, 'wire' | 'id' | 'baseUrl' | 'auth'>) {
  let fake: FakeModel | undefined;
  return {
    async count(request: ModelRequest, answer?: Step | Fault, changes: Partial<ModelTarget> = {}) {
      await fake?.close();
      fake = await startFakeModel({ handler: () => answer });
      const { countTokens } = options.wire as Required<Pick<Wire, 'countTokens'>>;
      return countTokens(request, target(fake, options, changes), { http, signal: new AbortController().signal });
    },
    sent: () => fake?.requests[0] as FakeRequest,
    close: async () => fake?.close(),
  };
}

/** What every wire promises that has tokens counted by the server. */
export function wireCountContract(options: WireCountOptions): void {
  const { count, sent, close } = countBench(options);
  const whole = prompt('Hello, 世界', {
    tools: [TOOL],
    toolChoice: 'required',
    cacheKey: 's-1',
    responseSchema: { type: 'object' },
  });
  const settings = { maxTokens: 100, temperature: 0.5, extra: { seed: 7 } };
  const fails = async (answer: Step | Fault) =>
    (await count(whole, answer).then(
      () => undefined,
      (error: unknown) => error,
    )) as ModelError;

  describe(`tokens counted by the wire ${options.id}`, () => {
    afterEach(() => close());

    it('are those of system, messages and tools, and grow with them', async () => {
      const small = await count(prompt('Hello'));
      const large = await count({ ...whole, system: 'Be brief. '.repeat(50) });
      expect(small).to.be.above(0);
      expect(large).to.be.above(small + 400);
    });

    it('are asked for with what the API takes and nothing else', async () => {
      await count(whole, undefined, settings);
      const { path, body } = sent();
      expect(path).to.equal(options.path);
      const part = options.part?.(body) ?? body;
      expect(options.fields).to.include.members(Object.keys(part));
      expect(JSON.stringify(part)).to.include('Hello, 世界').and.include(`"${TOOL.name}"`).and.include('Be brief.');
    });

    it('fail as answers do, and where there is no count', async () => {
      expect((await fails({ kind: 'status', status: 401 })).code).to.equal('OC_AUTH_REFUSED');
      expect(await fails({ kind: 'status', status: 404 })).to.include({ code: 'OC_MODEL_HTTP', status: 404 });
      expect((await fails({ kind: 'html', status: 200 })).code).to.equal('OC_MODEL_UNREADABLE');
      for (const raw of ['{}', 'null', '{"input_tokens":"7","totalTokens":"7","inputTokens":null}'])
        expect((await fails({ raw: [raw] })).code, raw).to.equal('OC_MODEL_UNREADABLE');
    });
  });
}
