import { createHash } from 'node:crypto';
import { addSecret } from '../runtime/redact.ts';

/** A token this close to its end is not used any more: the request it goes with takes its time. */
const MARGIN_MS = 5 * 60_000;
/** kept at once; more are those of other accounts, of which the oldest are forgotten */
const HELD_MAX = 32;

export interface FreshToken {
  token: string;
  /** ms since 1970 */
  expires: number;
}

/**
 * Short-lived tokens that a provider gets in exchange for what a person has: kept in memory alone and used until shortly before they expire.
 * Every token is a secret from the moment it is known.
 */
export class HeldTokens<T extends FreshToken = FreshToken> {
  readonly #held = new Map<string, { fresh: T; until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * @param what everything the token depends on, the secret included: it is hashed
   * @param ask gets a new one; what it throws is thrown, and the next call asks again
   */
  async get(what: unknown, ask: (now: number) => Promise<T>): Promise<T> {
    const id = createHash('sha256').update(JSON.stringify(what)).digest('hex');
    const held = this.#held.get(id);
    const now = this.#now();
    if (held && held.until > now) return held.fresh;
    const fresh = await ask(now);
    addSecret(fresh.token);
    this.#held.delete(id);
    this.#held.set(id, { fresh, until: fresh.expires - Math.min(MARGIN_MS, (fresh.expires - now) / 2) });
    if (this.#held.size > HELD_MAX) this.#held.delete(this.#held.keys().next().value as string);
    return fresh;
  }
}
