import type { Usage } from '@ock/schemas';
import type { ModelPrice, ModelTarget } from '../../kinds/model.ts';
import { KernelError } from '../../runtime/errors.ts';
import { estimateTokens } from '../context/estimate-tokens.ts';
import type { Budget } from './budget.ts';
import { costOf, inputOf, isWhole, priceOf } from './cost.ts';

/** tokens of an answer below which asking is money thrown away */
const LEAST_ANSWER = 256;
/** tokens that models which reason take at least, and none of them may be the answer */
const LEAST_REASONING = 1024;
/** tokens that models whose limits nobody knows are taken to write at most: a larger limit might be refused */
const UNKNOWN_OUTPUT = 32_768;

export interface CostGateOptions {
  budget: Budget;
  /** what the server will count, by the TokenGauge */
  expect(target: ModelTarget): Usage;
  /** what happens where no price is known: `true` refuses the call, a function tells of it */
  unpriced: true | ((model: string) => void);
}

/** Stands before every attempt at an answer: lets it pass only when it cannot cost more than the budget has left. */
export class CostGate {
  readonly #options: CostGateOptions;
  #settle?: (spentUsd: number) => void;
  #expectedUsd = 0;
  #outputUsd = 0;

  constructor(options: CostGateOptions) {
    this.#options = options;
  }

  /**
   * Sets aside what the attempt may cost at most. Where calls at the same time hold so much of the budget that too little is left, it waits for
   * them: mostly they give back the greater part.
   * @returns the target, its `maxTokens` lowered to what the rest of the budget buys
   * @throws OC_LIMIT_COST when that is too little for an answer, the signal's reason on abort
   */
  async enter(target: ModelTarget, signal: AbortSignal): Promise<ModelTarget> {
    const { budget, unpriced } = this.#options;
    const { cost, context } = target.info;
    if (!cost || !isWhole(cost)) {
      if (unpriced === true) throw this.#stop('limit.unpriced', 0, target);
      if (budget.leftUsd === 0) throw this.#stop('limit.next_call', 0, target);
      unpriced(`${target.provider}/${target.model}`);
      return target;
    }
    const expected = this.#options.expect(target);
    const sent = inputOf(expected);
    const per = priceOf(cost, sent);
    const read = Math.max(costOf(expected, cost) ?? 0, isMeasured(expected) ? 0 : writtenUsd(sent, per));
    const outputUsd = Math.max(per.output, per.reasoning) / 1e6;
    const wanted = target.maxTokens ?? target.info.output ?? UNKNOWN_OUTPUT;
    const least = Math.min(wanted, leastAnswer(target));
    const isFree = read === 0 && outputUsd === 0;
    const affordable = () => (isFree || (outputUsd === 0 && read <= budget.leftUsd) ? wanted : (budget.leftUsd - read) / outputUsd);
    while (affordable() < wanted && budget.isHeld) await budget.released(signal);
    const bought = Math.floor(affordable());
    if (!(bought >= least) || bought <= 0) throw this.#stop('limit.next_call', read + least * outputUsd, target);
    this.#expectedUsd = read;
    this.#outputUsd = outputUsd;
    this.#settle = budget.hold(read + Math.min(wanted, bought) * outputUsd);
    if (bought >= wanted) return target;
    // what is asked for must fit beside what is sent, or servers refuse it
    const room = (context ?? Number.POSITIVE_INFINITY) - sent;
    return { ...target, maxTokens: room >= least ? Math.min(bought, room) : bought, cappedFrom: target.maxTokens ?? null };
  }

  /**
   * The attempt is over.
   * @param costUsd undefined: nobody told; then it is taken to have cost what was expected, and what it said
   */
  leave(costUsd: number | undefined, said: string): void {
    this.#settle?.(costUsd ?? this.#expectedUsd + estimateTokens(said) * this.#outputUsd);
    this.#settle = undefined;
  }

  /** What an answer that was cut because the budget bought no more ends with. */
  cut(target: ModelTarget): KernelError {
    return this.#stop('limit.cut', 0, target);
  }

  #stop(because: string, estimate: number, { provider, model }: ModelTarget): KernelError {
    const { limitUsd, spentUsd } = this.#options.budget.tightest;
    return new KernelError('OC_LIMIT_COST', {
      because,
      cost: dollars(spentUsd),
      estimate: dollars(estimate),
      limit: dollars(limitUsd),
      model: `${provider}/${model}`,
    });
  }
}

function leastAnswer({ info, effort }: ModelTarget): number {
  const reasons = info.capabilities?.reasoning === true && effort !== 'off';
  return reasons ? LEAST_REASONING + LEAST_ANSWER : LEAST_ANSWER;
}

/** true: the server has said before what it reads from its cache and what it writes there */
function isMeasured({ cache_read, cache_write }: Usage): boolean {
  return cache_read > 0 || cache_write > 0;
}

/** What it costs at most when nothing is cached yet: some write into the cache what they read for the first time. */
function writtenUsd(sent: number, { input, cache_write }: Required<ModelPrice>): number {
  return (sent * Math.max(input, cache_write)) / 1e6;
}

/** 0.1234: as few figures as tell something */
function dollars(usd: number): number {
  return Number(usd.toPrecision(usd >= 1 ? 6 : 4));
}
