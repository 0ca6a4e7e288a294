import { addUsage, cachedShare, NO_USAGE } from '@ock/kernel';
import type { Message, Usage } from '@ock/schemas';

/** What a group of model calls came to, as `--json` prints it. */
export interface Sum {
  sessions: number;
  /** model calls */
  turns: number;
  usage: Usage;
  /** part of the tokens sent that came from a cache, 0 to 1 */
  cached_share: number;
  /** of the calls whose price is known */
  cost_usd: number;
  /** false: some calls had no known price */
  cost_known: boolean;
  turns_without_price: number;
  /** attempts at answers that were given up; what they used counts like everything else */
  attempts_given_up: number;
}

/** Adds up model calls. */
export class Tally {
  #turns = 0;
  #usage = NO_USAGE;
  #cost = 0;
  #unpriced = 0;
  #voided = 0;
  readonly #sessions = new Set<string>();

  add({ session_id, usage, cost_usd, cost_known, voided = 0 }: Omit<Message, 'parts'>): void {
    this.#sessions.add(session_id);
    this.#turns++;
    if (usage) this.#usage = addUsage(this.#usage, usage);
    if (cost_usd === undefined || cost_known === false) this.#unpriced++;
    this.#cost += cost_usd ?? 0;
    this.#voided += voided;
  }

  sum(): Sum {
    return {
      sessions: this.#sessions.size,
      turns: this.#turns,
      usage: this.#usage,
      cached_share: cachedShare(this.#usage),
      cost_usd: Number(this.#cost.toFixed(9)),
      cost_known: this.#unpriced === 0,
      turns_without_price: this.#unpriced,
      attempts_given_up: this.#voided,
    };
  }
}
