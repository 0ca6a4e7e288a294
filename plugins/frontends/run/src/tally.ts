import { addUsage, failedResult, NO_USAGE, type TurnResult } from '@ock/kernel';
import type { Event } from '@ock/schemas';

/** Adds up what the events tell, for a run that has to leave before its result is there. */
export class Tally {
  sessionId = '';
  #model = '';
  #turns = 0;
  #usage = NO_USAGE;
  #costUsd = 0;
  #costKnown = true;
  readonly #begin = performance.now();

  see(event: Event): void {
    if (event.type === 'init') {
      this.sessionId = event.session_id;
      this.#model = event.model;
    } else if (event.type === 'message') {
      this.#turns++;
      this.#model = event.model;
    } else if (event.type === 'usage') {
      this.#usage = addUsage(this.#usage, event.usage);
      this.#costUsd += event.cost_usd;
      if (event.cost_known === false) this.#costKnown = false;
    }
  }

  /** The result of a run that `error` ended. */
  result(error: unknown): TurnResult {
    return {
      ...failedResult(error),
      model: this.#model,
      numTurns: this.#turns,
      usage: this.#usage,
      costUsd: this.#costUsd,
      ...(!this.#costKnown && { costKnown: false }),
      durationMs: Math.round(performance.now() - this.#begin),
    };
  }
}
