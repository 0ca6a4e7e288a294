import { expect } from 'chai';
import type { ModelEvent } from '../../src/kinds/model.ts';
import { ModelError } from '../../src/runtime/errors.ts';
import { addSecret } from '../../src/runtime/redact.ts';
import { type Script, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const MODELS = { 'p/two': { cost: { input: 2, output: 2 } }, 'p/free': {} };

describe('calls outside a session', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());
  const make = (script: Script, config: object = {}) => {
    lab = turnLab(script, { config: { models: MODELS, ...config } });
    return lab.kernel.models;
  };

  it('ask several models at the same time, each by itself, in their order and at their price', async () => {
    let waiting = 0;
    let release = () => {};
    const all = new Promise<void>((resolve) => {
      release = resolve;
    });
    const models = make(async (_request, _n, { target }) => {
      if (++waiting === 3) release();
      await all;
      return says(`from ${target.model}`);
    });
    const answers = await models.complete('hello', { models: ['p/two', 'm', 'p/free'] });
    expect(answers.map(({ model, text, costUsd, finish }) => ({ model, text, costUsd, finish }))).to.deep.equal([
      { model: 'p/two', text: 'from two', costUsd: 2, finish: 'stop' },
      { model: 'p/m', text: 'from m', costUsd: 1, finish: 'stop' },
      { model: 'p/free', text: 'from free', costUsd: undefined, finish: 'stop' },
    ]);
    expect(lab.events).to.deep.equal([]);
    expect(lab.requests[0]).to.deep.include({ tools: [], messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] });
  });

  it('tell of a model that fails in its answer, and never of a stand-in', async () => {
    const models = make(
      (_request, _n, { target }) => {
        if (target.model === 'two') throw new ModelError('OC_MODEL_HTTP', { message: 'down' }, { retryable: true, status: 503 });
        return says('fine');
      },
      { fallback: ['p/free'], limits: { retries: 0 } },
    );
    const answers = await models.complete('hello', { models: ['p/two', 'p/nobody-knows', 'p/m'] });
    expect(answers.map(({ error }) => (error as { code?: string } | undefined)?.code)).to.deep.equal([
      'OC_MODEL_HTTP',
      'OC_MODEL_UNKNOWN',
      undefined,
    ]);
    expect(answers.map(({ text }) => text)).to.deep.equal(['', '', 'fine']);
    expect(lab.requests).to.have.length(2);
  });

  it('retry, and say that what was told is void', async () => {
    const models = make((_request, n, { emit }) => {
      if (n > 1) return says('whole');
      emit({ type: 'text', text: 'ha' });
      throw new ModelError('OC_MODEL_STREAM', { message: 'cut' }, { retryable: true, retryAfterMs: 1 });
    });
    const told: string[] = [];
    const [answer] = await models.complete('hello', {
      onText: (model, delta) => void told.push(`${model} ${delta}`),
      onVoid: (model) => void told.push(`${model} void`),
    });
    expect(answer).to.include({ text: 'whole' });
    expect(told).to.deep.equal(['p/m ha', 'p/m void', 'p/m whole']);
  });

  it('pass on what was asked for, and no key', async () => {
    addSecret('hunter2-hunter2');
    let maxTokens: number | undefined;
    const models = make((_request, _n, { target }) => {
      maxTokens = target.maxTokens;
      return says('{}');
    });
    const responseSchema = { type: 'object' };
    await models.complete('the key is hunter2-hunter2', { system: 'Say hunter2-hunter2.', maxTokens: 7, responseSchema });
    expect(JSON.stringify(lab.requests[0])).not.to.contain('hunter2');
    expect(lab.requests[0]).to.deep.include({ responseSchema });
    expect(maxTokens).to.equal(7);
  });

  it('reject for bad arguments and on abort, for all together', async () => {
    const controller = new AbortController();
    const models = make(
      (_request, _n, { signal }) =>
        new Promise<ModelEvent[]>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          controller.abort(new Error('enough'));
          if (signal.aborted) reject(signal.reason);
        }),
    );
    const failure = (work: Promise<unknown>) =>
      work.then(
        () => 'none',
        (error: Error & { code?: string }) => error.code ?? error.message,
      );
    expect(await failure(models.complete(' '))).to.equal('OC_INPUT');
    expect(await failure(models.complete('x', { models: [] }))).to.equal('OC_INPUT');
    expect(await failure(models.complete('x', { models: Array(33).fill('p/m') as string[] }))).to.equal('OC_INPUT');
    expect(await failure(models.complete('x', { models: ['p/m', 'p/two'], signal: controller.signal }))).to.equal('enough');
  });
});
