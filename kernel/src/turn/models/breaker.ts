import type { ModelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { LONGEST_REST_MS, type Rest, RestFile, type Rests } from './rest-file.ts';

/** ms of the first rest, doubled with each failure after it */
const FIRST_REST_MS = 60_000;
const MAX_REST_MS = 10 * 60_000;
/** ms that one trial keeps others from trying as well */
const TRIAL_MS = 2 * 60_000;

const breakers = new WeakMap<Kernel, Breaker>();

/** The circuit breaker of a kernel. */
export function breakerOf(kernel: Kernel): Breaker {
  const known = breakers.get(kernel);
  if (known) return known;
  const made = new Breaker(new RestFile(kernel.paths.data), { writes: !kernel.isEphemeral });
  breakers.set(kernel, made);
  return made;
}

/**
 * Leaves models that failed alone for a while: a minute, doubled up to ten, or as long as their server asked for. After that one caller tries,
 * and its outcome counts for all. Shared by the processes of a person through a file; where that cannot be written, this process remembers.
 */
export class Breaker {
  readonly #file: RestFile;
  readonly #now: () => number;
  /** what is known where the file does not take it */
  #own: Rests | undefined;

  constructor(file: RestFile, { writes = true, now = Date.now }: { writes?: boolean; now?: () => number } = {}) {
    this.#file = file;
    this.#now = now;
    if (!writes) this.#own = file.read(now());
  }

  /** When a model that is to be left alone may be tried again, in ms since the epoch; undefined: it may be tried. */
  restingUntil(ref: string): number | undefined {
    const rest = this.#rests()[ref];
    return rest && untilOf(rest, this.#now());
  }

  /** Asks leave to try a model. After a rest only one caller gets it. @returns when to come back; undefined: go on */
  async admit(ref: string): Promise<number | undefined> {
    const rest = this.#rests()[ref];
    if (!rest) return undefined;
    let until = untilOf(rest, this.#now());
    if (until !== undefined) return until;
    await this.#change((rests) => {
      const found = rests[ref];
      until = found && untilOf(found, this.#now());
      if (found && until === undefined) found.trial = this.#now() + TRIAL_MS;
    });
    return until;
  }

  async failed(ref: string, error: ModelError): Promise<void> {
    await this.#change((rests) => {
      const now = this.#now();
      const known = rests[ref];
      // several calls that met the same outage are one failure
      const failures = known && known.until > now ? known.failures : (known?.failures ?? 0) + 1;
      const rest = Math.min(FIRST_REST_MS * 2 ** Math.min(failures - 1, 10), MAX_REST_MS);
      const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_REST_MS - FIRST_REST_MS);
      rests[ref] = { failures, until: Math.max(now + Math.max(rest, asked), known?.until ?? 0) };
    });
  }

  /** It answers again. */
  async succeeded(ref: string): Promise<void> {
    if (this.#rests()[ref]) await this.#change((rests) => delete rests[ref]);
  }

  /** The call ended without telling anything of the model's health. */
  async released(ref: string): Promise<void> {
    if (this.#rests()[ref]?.trial) await this.#change((rests) => delete rests[ref]?.trial);
  }

  #rests(): Rests {
    return this.#own ?? this.#file.read(this.#now());
  }

  async #change(edit: (rests: Rests) => void): Promise<void> {
    if (!this.#own && (await this.#file.change(edit))) return;
    this.#own ??= this.#file.read(this.#now());
    edit(this.#own);
  }
}

function untilOf({ until, trial = 0 }: Rest, now: number): number | undefined {
  const next = Math.max(until, trial);
  return next > now ? next : undefined;
}
