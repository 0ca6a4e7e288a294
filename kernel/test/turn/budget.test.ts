import { expect } from 'chai';
import type { ModelInfo, ModelPrice, ModelTarget } from '../../src/kinds/model.ts';
import { KernelError } from '../../src/runtime/errors.ts';
import { estimateRequestTokens } from '../../src/turn/context/estimate-tokens.ts';
import { Budget } from '../../src/turn/cost/budget.ts';
import { costOf, NO_USAGE } from '../../src/turn/cost/cost.ts';
import { type LabTool, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const signal = new AbortController().signal;
const ask = { text: 'go', files: [] };
const look: LabTool = { run: async () => ({ text: 'content' }) };
const priced = (info: Partial<ModelInfo>) => ({ models: { 'p/m': info } });
/** USD per million tokens: input, output */
const cost = { input: 1, output: 10 };

describe('a budget', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());

  it('lets no call start that it does not pay for, and says what was spent, what is asked and what is allowed', async () => {
    lab = turnLab(() => says('never'), { config: priced({ cost, output: 8000 }) });
    const result = await (await lab.open({ limits: { maxCostUsd: 0.002 } })).prompt(ask, { signal });
    expect(lab.requests).to.have.length(0);
    expect(result).to.include({ subtype: 'limit', exitCode: 53, costUsd: 0 });
    expect(result.error?.code).to.equal('OC_LIMIT_COST');
    expect(result.error?.message).to.match(/because: limit.next_call, cost: 0, estimate: 0.00\d+, limit: 0.002/);
  });

  it('caps an answer at what it buys; one that is cut there ends as a limit of cost', async () => {
    let target: ModelTarget | undefined;
    const answer = (tokens: number) => [
      { type: 'text' as const, text: 'half a ' },
      { type: 'usage' as const, usage: { input: 20, output: tokens } },
      { type: 'finish' as const, reason: 'length' as const },
    ];
    lab = turnLab(
      (_r, _n, io) => {
        target = io.target;
        return answer(io.target.maxTokens ?? 1e9);
      },
      { config: priced({ cost, output: 8000 }) },
    );
    const result = await (await lab.open({ limits: { maxCostUsd: 0.01 } })).prompt(ask, { signal });
    expect(target?.maxTokens).to.be.within(850, 960);
    expect(target?.cappedFrom).to.equal(null);
    expect(result).to.include({ subtype: 'limit', text: 'half a ' });
    expect(result.error?.code).to.equal('OC_LIMIT_COST');
    expect(result.costUsd).to.be.at.most(0.01);
  });

  it('leaves a limit of the person alone where it is lower, and then a cut answer is cut by that', async () => {
    let most: number | undefined;
    lab = turnLab(
      (_r, _n, { target }) => {
        most = target.maxTokens;
        return [
          { type: 'text', text: 'x' },
          { type: 'usage', usage: { input: 9, output: 9 } },
          { type: 'finish', reason: 'length' },
        ];
      },
      { config: { ...priced({ cost }), provider: { p: { max_tokens: 300 } } } },
    );
    const result = await (await lab.open({ limits: { maxCostUsd: 1 } })).prompt(ask, { signal });
    expect(most).to.equal(300);
    expect(result.error?.code).to.equal('OC_LIMIT_OUTPUT');
  });

  it('never costs more than allowed, whatever the calls are, retries included', async () => {
    for (const limit of [0.02, 0.05, 0.3]) {
      lab = turnLab(
        (request, n, { target }) => {
          const input = 300 + Math.round(1.2 * estimateRequestTokens(request));
          const output = Math.min(target.maxTokens ?? 8000, 700 + 100 * n);
          return [
            { type: 'tool_call', index: 0, id: `c${n}`, name: 'look', input: `{"n":${n}}` },
            { type: 'usage', usage: { input, output } },
            ...(n % 3 === 0 ? [] : [{ type: 'finish' as const, reason: 'tool_calls' as const }]),
          ];
        },
        { tools: { look }, config: { ...priced({ cost, output: 8000 }), limits: { retries: 2 } } },
      );
      const conversation = await lab.open({ limits: { maxCostUsd: limit, maxTurns: 12 } });
      const result = await conversation.prompt(ask, { signal });
      expect(result.costUsd, `limit ${limit}`).to.be.at.most(limit);
      expect(conversation.session.cost_usd).to.be.closeTo(result.costUsd, 1e-9);
      if (limit !== 0.3) await lab.close();
    }
  }).timeout(20_000);

  it('asks a model that reasons for no less than it needs to think and answer', async () => {
    const reasons = (effort?: string) => ({ cost, output: 8000, capabilities: { reasoning: true }, effort });
    lab = turnLab(() => says('ok', { input: 1, output: 1 }), { config: priced(reasons()) });
    const result = await (await lab.open({ limits: { maxCostUsd: 0.011 } })).prompt(ask, { signal });
    expect(result.error?.code).to.equal('OC_LIMIT_COST');
    expect(lab.requests).to.have.length(0);
  });

  it('of several calls at once is not passed by all of them together, and an end gives back what was not used', () => {
    lab = turnLab(() => []);
    const budget = new Budget(1);
    const first = budget.hold(0.6);
    expect(budget.leftUsd).to.be.closeTo(0.4, 1e-12);
    first(0.1);
    expect(budget.leftUsd).to.be.closeTo(0.9, 1e-12);
    expect(budget.spentUsd).to.equal(0.1);
  });

  it('is waited for while others hold it, and no longer than the signal allows', async () => {
    let end = (): void => undefined;
    const first = new Promise<void>((resolve) => {
      end = resolve;
    });
    lab = turnLab(
      async (_r, n) => {
        if (n === 1) await first;
        return says('ok', { input: 100, output: 10 });
      },
      { config: priced({ cost, output: 8000 }) },
    );
    // one answer at its longest is all that it buys
    const budget = new Budget(0.085);
    const [one, two, three] = [await lab.open(), await lab.open(), await lab.open()];
    const stop = new AbortController();
    const slow = one.prompt(ask, { signal, budget });
    while (lab.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const waiting = two.prompt(ask, { signal, budget });
    const stopped = three.prompt(ask, { signal: stop.signal, budget });
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(lab.requests).to.have.length(1);
    stop.abort(new KernelError('OC_INTERRUPTED'));
    expect((await stopped).subtype).to.equal('interrupted');
    end();
    expect([(await slow).subtype, (await waiting).subtype]).to.deep.equal(['success', 'success']);
    expect(budget.spentUsd).to.be.closeTo(400e-6, 1e-9);
  });

  it('handed on is shared: the second session stops where the first has spent it', async () => {
    lab = turnLab(() => says('ok', { input: 90_000, output: 0 }), { config: priced({ cost, output: 300 }) });
    const budget = new Budget(0.1);
    const first = await (await lab.open()).prompt(ask, { signal, budget });
    const second = await (await lab.open()).prompt(ask, { signal, budget });
    expect(first.subtype).to.equal('success');
    expect(second).to.include({ subtype: 'success' });
    const third = await (await lab.open()).prompt(ask, { signal, budget });
    expect(third.error?.code).to.equal('OC_LIMIT_COST');
    expect(lab.requests).to.have.length(2);
  });

  it('measures what is new by what the server counted before, also in a session that another process began', async () => {
    lab = turnLab(() => says('ok', { input: 50_000, output: 10 }), { config: priced({ cost, output: 300 }) });
    const first = await lab.open();
    await first.prompt(ask, { signal });
    await first.close();
    const again = await lab.open({ session: first.session.id, limits: { maxCostUsd: 0.04 } });
    const result = await again.prompt(ask, { signal });
    expect(result.error?.code).to.equal('OC_LIMIT_COST');
    expect(lab.requests).to.have.length(1);
  });

  it('cannot be held for a model without a price: told once, or refused where the configuration says so', async () => {
    const config = { models: { 'p/m': { cost: undefined } } };
    let n = 0;
    lab = turnLab(
      () =>
        n++ === 0
          ? [
              { type: 'tool_call', index: 0, id: 'c', name: 'look', input: '{}' },
              { type: 'finish', reason: 'tool_calls' },
            ]
          : says('ok'),
      {
        config,
        tools: { look },
      },
    );
    const result = await (await lab.open({ limits: { maxCostUsd: 1 } })).prompt(ask, { signal });
    expect(result).to.include({ subtype: 'success', costKnown: false });
    expect(lab.events.filter((event) => event.type === 'notice' && event.code === 'unpriced')).to.have.length(1);
    await lab.close();
    lab = turnLab(() => says('ok'), { config: { ...config, limits: { unpriced: 'refuse' } } });
    const refused = await (await lab.open({ limits: { maxCostUsd: 1 } })).prompt(ask, { signal });
    expect(refused.error?.code).to.equal('OC_LIMIT_COST');
    expect(lab.requests).to.have.length(0);
  });
});

describe('a price', () => {
  const usage = { ...NO_USAGE, input: 1_000_000, output: 1_000_000, reasoning: 400_000, cache_write: 1_000_000, cache_write_1h: 500_000 };
  it('has parts of its own for what is thought, and for what is kept for an hour: twice the input where nobody says otherwise', () => {
    expect(costOf(usage, { input: 1, output: 10, cache_write: 1.25 })).to.equal(1 + 10 + 0.625 + 1);
    expect(costOf(usage, { input: 1, output: 10, cache_write: 1.25, cache_write_1h: 4, reasoning: 5 })).to.equal(1 + 6 + 2 + 0.625 + 2);
  });

  it('of which a part is missing is not known', () => {
    expect(costOf(usage, { input: 1 } as ModelPrice)).to.equal(undefined);
  });
});

describe('what failed attempts cost', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());

  it('counts at the price of each attempt, in the session and on the message', async () => {
    const tiers = { ...cost, tiers: [{ above: 100, input: 100, output: 100 }] };
    lab = turnLab((_r, n) => [{ type: 'usage', usage: { input: 80 } }, ...(n === 1 ? [] : says('ok', { input: 0, output: 0 }))], {
      config: priced({ cost: tiers }),
    });
    const conversation = await lab.open();
    const result = await conversation.prompt(ask, { signal });
    expect(result.usage.input).to.equal(160);
    expect(result.costUsd).to.be.closeTo(160e-6, 1e-12);
    expect(conversation.messages.at(-1)).to.include({ voided: 1 });
    expect(conversation.messages.at(-1)?.cost_usd).to.be.closeTo(160e-6, 1e-12);
  });

  it('is stored when no answer came at all, and the next prompt goes on as if nothing had been there', async () => {
    lab = turnLab((_r, n) => (n === 1 ? [{ type: 'usage', usage: { input: 80 } }] : says('ok', { input: 5, output: 0 })), {
      config: { ...priced({ cost }), limits: { retries: 0 } },
    });
    const conversation = await lab.open();
    const failed = await conversation.prompt(ask, { signal });
    expect(failed.subtype).to.equal('error');
    const last = conversation.messages.at(-1);
    expect(last).to.deep.include({ role: 'assistant', finish: 'interrupted', parts: [] });
    expect(last?.error?.code).to.equal('OC_MODEL_STREAM');
    expect(conversation.session.cost_usd).to.be.closeTo(80e-6, 1e-12);
    const result = await conversation.prompt(undefined, { signal });
    expect(result.text).to.equal('ok');
    expect(lab.requests[1]?.messages).to.deep.equal(lab.requests[0]?.messages);
  });

  it('is not known where something had arrived and nobody told what it used', async () => {
    lab = turnLab((_r, n) => (n === 1 ? [{ type: 'text', text: 'half' }] : says('ok', { input: 5, output: 0 })), {
      config: priced({ cost }),
    });
    const conversation = await lab.open();
    const result = await conversation.prompt(ask, { signal });
    expect(result).to.include({ costKnown: false });
    expect(conversation.messages.at(-1)).to.include({ cost_known: false });
    expect(conversation.session.cost_known).to.equal(false);
  });

  it('is more than what was told where an answer broke off that had told little of what it said', async () => {
    const half = 'half a story '.repeat(40);
    lab = turnLab(
      (_r, n) => [
        { type: 'usage', usage: { input: 80, output: 1 } },
        { type: 'text', text: half },
        ...(n === 1 ? [] : [{ type: 'finish' as const, reason: 'length' as const }]),
      ],
      { config: priced({ cost }) },
    );
    const conversation = await lab.open();
    await conversation.prompt(ask, { signal });
    expect(conversation.messages.at(-1)).to.include({ cost_known: false, voided: 1 });
    expect(conversation.session.cost_usd).to.be.closeTo(180e-6, 1e-12);
  });
});
