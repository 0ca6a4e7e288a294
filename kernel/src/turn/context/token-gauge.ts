import type { Message, Usage } from '@ock/schemas';
import type { ModelRequest } from '../../kinds/model.ts';
import { inputOf } from '../cost/cost.ts';
import { estimateRequestTokens } from './estimate-tokens.ts';
import { toModelMessages } from './to-model-messages.ts';

/** added to what is estimated without a measure, and to what is new since the last measure */
const UNSURE = 1.25;
/** tokens that APIs add by themselves, for tools most of all */
const UNTOLD = 500;
const FAIRLY_SURE = 1.15;
/** a request that was shortened in between (context hooks) would mislead further than this */
const LEAST_RATIO = 0.5;
const MOST_RATIO = 4;
/** ms after its last use that an entry is surely still in a provider's cache: five minutes are promised */
const CACHE_LIFE_MS = 4.5 * 60_000;

/** What a server said that a request came to, beside what it was estimated at. */
interface Measure {
  model: string;
  usage: Usage;
  estimated: number;
  at: number;
}

/** Tells how many tokens a request will come to, rather too many than too few, by what the server counted for the one before. */
export class TokenGauge {
  #last?: Measure;

  /** A call has ended. @param usage of this one attempt */
  saw(model: string, request: ModelRequest, usage: Usage): void {
    if (inputOf(usage) > 0) this.#last = { model, usage, estimated: estimateRequestTokens(request), at: Date.now() };
  }

  /**
   * @param history what is stored of the session: its last call is the measure until this process has made one itself
   * @returns the input of a call as the server will count it; what is still cached of the last call with this model counts as read
   */
  expect(model: string, request: ModelRequest, history: readonly Message[]): Usage {
    const estimated = estimateRequestTokens(request);
    const last = this.#last ?? stored(history, request);
    const usage = { input: 0, output: 0, reasoning: 0, cache_read: 0, cache_write: 0 };
    if (!last) return { ...usage, input: Math.ceil(estimated * UNSURE) + UNTOLD };
    const real = inputOf(last.usage);
    const ratio = Math.min(MOST_RATIO, Math.max(LEAST_RATIO, real / Math.max(1, last.estimated)));
    const added = (estimated - last.estimated) * ratio;
    const total = Math.ceil(added >= 0 ? real + added * FAIRLY_SURE : Math.max(1, estimated * ratio * FAIRLY_SURE));
    if (last.model !== model || Date.now() - last.at > CACHE_LIFE_MS) return { ...usage, input: total };
    const { cache_read, cache_write, cache_write_1h } = last.usage;
    const cached = Math.min(total, cache_read + cache_write);
    const fresh = total - cached;
    // a wire that asked for writes asks again, for whatever is new
    if (cache_write === 0) return { ...usage, cache_read: cached, input: fresh };
    return { ...usage, cache_read: cached, cache_write: fresh, ...(cache_write_1h && { cache_write_1h: fresh }) };
  }
}

function stored(history: readonly Message[], request: ModelRequest): Measure | undefined {
  const at = history.findLastIndex(
    ({ role, usage, voided }) => role === 'assistant' && voided === undefined && usage && inputOf(usage) > 0,
  );
  const message = history[at];
  if (!message?.usage) return undefined;
  const estimated = estimateRequestTokens({ ...request, messages: toModelMessages(history.slice(0, at)) });
  return { model: message.model ?? '', usage: message.usage, estimated, at: message.created_at };
}
