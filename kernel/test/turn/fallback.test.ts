import { expect } from 'chai';
import type { ModelEvent } from '../../src/kinds/model.ts';
import { type ErrorCode, ModelError } from '../../src/runtime/errors.ts';
import { says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const down = (status = 503, retryAfterMs?: number) =>
  new ModelError(
    'OC_MODEL_HTTP',
    { message: `answered ${status}` },
    { retryable: status >= 429, status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
  );
const failure = (code: ErrorCode, retryable: boolean, status?: number) =>
  new ModelError(code, { message: code }, { retryable, ...(status !== undefined && { status }) });
const MODELS = {
  'p/m': {},
  'p/two': { cost: { input: 2, output: 2 } },
  'p/three': { context: 100 },
  'p/four': { capabilities: { tools: false } },
};

describe('a fallback', () => {
  let lab: TurnLab;
  let asked: string[];
  afterEach(() => lab.close());
  const make = (answers: Record<string, (n: number) => ModelEvent[] | Error>, config: object = {}) => {
    asked = [];
    lab = turnLab(
      (_request, _n, { target, emit }) => {
        asked.push(target.model);
        const answer = answers[target.model]?.(asked.filter((model) => model === target.model).length) ?? says(`from ${target.model}`);
        if (!(answer instanceof Error)) return answer;
        for (const event of (answer as { partly?: ModelEvent[] }).partly ?? []) emit(event);
        throw answer;
      },
      {
        config: { models: MODELS, fallback: ['p/two'], limits: { retries: 0 }, ...config },
        tools: { look: { run: async () => ({ text: 'seen' }) } },
      },
    );
    return lab;
  };
  const prompt = async (more: object = {}) =>
    (await lab.open(more)).prompt({ text: 'go', files: [] }, { signal: new AbortController().signal });
  const fallbacks = () => lab.events.filter((event) => event.type === 'fallback');

  it('answers for a model that is down, says so, and is named in message and result', async () => {
    make({ m: () => down(529) });
    const conversation = await lab.open();
    const result = await conversation.prompt({ text: 'go', files: [] }, { signal: new AbortController().signal });
    expect(result).to.include({ subtype: 'success', text: 'from two', model: 'p/two' });
    expect(conversation.model).to.equal('p/m');
    expect(conversation.messages.at(-1)).to.include({ model: 'p/two' });
    expect(fallbacks()).to.have.length(1);
    expect(fallbacks()[0]).to.include({ from: 'p/m', to: 'p/two', reason: 'answered 529' });
  });

  it('is not tried first again while the model rests, and is told of once', async () => {
    make({ m: () => down() });
    const conversation = await lab.open();
    for (let n = 0; n < 3; n++) await conversation.prompt({ text: 'go', files: [] }, { signal: new AbortController().signal });
    expect(asked).to.deep.equal(['m', 'two', 'two', 'two']);
    expect(fallbacks()).to.have.length(1);
    const other = await lab.open();
    await other.prompt({ text: 'go', files: [] }, { signal: new AbortController().signal });
    expect(asked.at(-1)).to.equal('two');
    expect(fallbacks()).to.have.length(2);
  });

  it('comes for outages of every kind', async () => {
    for (const error of [
      down(429),
      down(500),
      failure('OC_MODEL_STALL', true),
      failure('OC_NETWORK', true),
      failure('OC_MODEL_STREAM', true),
      failure('OC_MODEL_HTTP', false, 429),
    ]) {
      make({ m: () => error });
      expect(await prompt(), error.message).to.include({ text: 'from two' });
      await lab.close();
    }
    make({});
  });

  it('never comes for what is wrong with the request, the key or the content', async () => {
    for (const error of [
      ...[400, 401, 402, 403, 404, 413, 422].map((status) => failure('OC_MODEL_HTTP', true, status)),
      failure('OC_AUTH_REFUSED', false, 401),
      failure('OC_MODEL_CONTEXT', false),
      failure('OC_MODEL_REFUSAL', false),
      failure('OC_NETWORK', false),
      new Error('a bug'),
    ]) {
      make({ m: () => error });
      expect(await prompt(), error.message).to.include({ subtype: 'error' });
      expect(asked).to.deep.equal(['m']);
      await lab.close();
    }
    make({ m: () => [{ type: 'finish', reason: 'refusal' }] });
    expect(await prompt()).to.deep.include({ subtype: 'error' });
    expect(asked).to.deep.equal(['m']);
  });

  it('shortens the wait for the model before it: two retries, none after a long wait', async () => {
    make({ m: () => down(503, 1) }, { limits: { retries: 9 } });
    await prompt();
    expect(asked).to.deep.equal(['m', 'm', 'm', 'two']);
    await lab.close();
    make({ m: () => down(429, 21_000) }, { limits: { retries: 9 } });
    await prompt();
    expect(asked).to.deep.equal(['m', 'two']);
    await lab.close();
    make({ m: (n) => (n === 1 ? down(429, 5) : says('back')) }, { limits: { retries: 9 } });
    expect(await prompt()).to.include({ text: 'back' });
    expect(asked).to.deep.equal(['m', 'm']);
  });

  it('makes void what had arrived, and its cost counts', async () => {
    const broken = Object.assign(failure('OC_MODEL_STREAM', true), {
      partly: [
        { type: 'text', text: 'half an ans' },
        { type: 'usage', usage: { input: 1_000_000 } },
      ],
    });
    make({ m: () => broken });
    const conversation = await lab.open();
    const result = await conversation.prompt({ text: 'go', files: [] }, { signal: new AbortController().signal });
    expect(result).to.include({ text: 'from two', costUsd: 3 });
    const told = lab.events.find((event) => event.type === 'text');
    expect(fallbacks()[0]).to.include({ discarded_message_id: told?.type === 'text' ? told.message_id : '' });
    expect(JSON.stringify(lab.requests.at(-1))).not.to.contain('half an ans');
    expect(conversation.session.cost_usd).to.equal(3);
  });

  it('that reads too little or calls no tools is passed over with the reason', async () => {
    make({ m: () => down() }, { fallback: ['p/three', 'p/four', 'p/two'] });
    const text = 'word '.repeat(1000);
    const conversation = await lab.open();
    const result = await conversation.prompt({ text, files: [] }, { signal: new AbortController().signal });
    expect(result.text).to.equal('from two');
    expect(asked).to.deep.equal(['m', 'two']);
    const skipped = lab.events.flatMap((event) => (event.type === 'notice' && event.code === 'fallback_skipped' ? [event.text] : []));
    expect(skipped).to.have.length(2);
  });

  it('that cannot be used is told when the conversation opens', async () => {
    make({ m: () => down() }, { fallback: ['p/nobody', 'q/none'], provider: {} });
    const result = await prompt();
    expect(result).to.include({ subtype: 'error' });
    const told = lab.events.flatMap((event) => (event.type === 'notice' ? [event.code] : []));
    expect(told).to.deep.equal(['fallback_unusable', 'fallback_unusable']);
  });

  it('is tried although all rest, and the last error is the one that counts', async () => {
    make({ m: () => down(503), two: () => down(502) });
    expect(await prompt()).to.deep.include({ subtype: 'error', model: 'p/two' });
    expect(await prompt()).to.include({ subtype: 'error' });
    expect(asked).to.deep.equal(['m', 'two', 'm', 'two']);
  });

  it('may be asked for, and the administrator may forbid it', async () => {
    make({ m: () => down() }, { fallback: [] });
    expect(await prompt({ fallback: ['TWO'] })).to.include({ text: 'from two' });
    await lab.close();
    for (const managed of ['fallback', 'model']) {
      make({ m: () => down() }, { fallback: managed === 'model' ? ['p/two'] : [] });
      (lab.kernel.config as { origin: unknown }).origin = (key: unknown) =>
        key === managed ? { layer: 'managed', file: '/etc/x' } : undefined;
      expect(await prompt({ fallback: ['p/two'] })).to.include({ subtype: 'error' });
      if (managed === 'fallback') await lab.close();
    }
  });

  it('does not come when the prompt is interrupted', async () => {
    const controller = new AbortController();
    make({
      m: () => {
        controller.abort(new Error('stop'));
        return down();
      },
    });
    const conversation = await lab.open();
    await conversation.prompt({ text: 'go', files: [] }, { signal: controller.signal });
    expect(asked).to.deep.equal(['m']);
    expect(fallbacks()).to.have.length(0);
  });
});
