import type { Message, ToolResultPart } from '@ock/schemas';
import type { Person } from '../kinds/frontend.ts';
import { KernelError } from '../runtime/errors.ts';
import type { Translate } from '../runtime/translate.ts';
import { untilStopped } from './until-stopped.ts';

/** The same calls with the same results, this many times in a row: nothing new can come of it. */
export const REPEAT_LIMIT = 3;
/** calls in the longest circle that is noticed */
export const LONGEST_CYCLE = 4;

/** results of earlier processes that are looked at again */
const LOOK_BACK = 4 * REPEAT_LIMIT * LONGEST_CYCLE;

/** Notices a model that goes round in circles, across answers, prompts and processes: A A A, A B A B A B, and so on. */
export class RepeatGuard {
  readonly #keys: string[] = [];

  /**
   * Starts from the last calls of a session: a circle that was told before does not count again. A call that was cut off before it had a result
   * breaks a row: what is looked at after it is looked at for what it may have done.
   */
  remember(messages: readonly Message[]): void {
    this.forget();
    const results = new Map<string, ToolResultPart>();
    let from = messages.length;
    while (from > 0 && results.size < LOOK_BACK) {
      for (const part of messages[--from]?.parts ?? []) if (part.type === 'tool_result') results.set(part.call_id, part);
    }
    for (const { parts } of messages.slice(Math.max(0, from - 1))) {
      for (const part of parts) {
        if (part.type !== 'tool_call') continue;
        const result = results.get(part.call_id);
        if (!result || this.saw(part.tool, part.input, toldOf(result))) this.forget();
      }
    }
  }

  /** @returns the calls of the circle that has just closed for the last time allowed; undefined: there is none */
  saw(tool: string, input: unknown, output: string): { cycle: number } | undefined {
    this.#keys.push(JSON.stringify([tool, input, output]));
    if (this.#keys.length > REPEAT_LIMIT * LONGEST_CYCLE) this.#keys.shift();
    for (let cycle = 1; cycle <= LONGEST_CYCLE; cycle++) if (this.#isCircle(cycle)) return { cycle };
    return undefined;
  }

  /** What was seen does not count any longer. */
  forget(): void {
    this.#keys.length = 0;
  }

  #isCircle(cycle: number): boolean {
    const from = this.#keys.length - cycle * REPEAT_LIMIT;
    if (from < 0) return false;
    for (let at = from + cycle; at < this.#keys.length; at++) if (this.#keys[at] !== this.#keys[at - cycle]) return false;
    return true;
  }
}

const WORD = /[^\s"]+/g;
/** in paths of files that hold the whole of a long output: each has a name of its own */
const KEPT_OUTPUT = /[\\/]tool-output[\\/]./;

/** What a result says, whatever the files are called that hold the whole of it. Word by word: what is one long word takes no longer. */
export function toldOf({ output }: Pick<ToolResultPart, 'output'>): string {
  return output.includes('tool-output') ? output.replace(WORD, (word) => (KEPT_OUTPUT.test(word) ? '' : word)) : output;
}

/**
 * Asks the person whether a model that goes round in circles may go on.
 * @throws OC_LIMIT_LOOP where nobody can be asked, or the person says no
 */
export async function goOnInCircles(
  { t, person, signal }: { t: Translate; person?: Person; signal: AbortSignal },
  { tool, cycle }: { tool: string; cycle: number },
): Promise<void> {
  const because = cycle === 1 ? 'reason.loop_call' : 'reason.loop_cycle';
  const stop = new KernelError('OC_LIMIT_LOOP', { because, tool, times: REPEAT_LIMIT, calls: cycle });
  if (!person?.permission) throw stop;
  const yes = t('loop.go_on');
  const question = {
    question: t('loop.question', { what: t(because, stop.details) }),
    options: [{ label: yes }, { label: t('loop.stop') }],
  };
  const [answer] = await untilStopped(person.questions([question], signal), signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error instanceof KernelError && error.code === 'OC_NO_PERSON' ? stop : error;
  });
  if (!answer?.includes(yes)) throw stop;
}
