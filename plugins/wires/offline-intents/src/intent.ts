import type { Conversation } from './conversation.ts';
import { type Pattern, pattern, type Slots } from './pattern.ts';
import type { Phrase } from './phrase.ts';

/** A tool call that was made, with what came back. */
export interface Call {
  tool: string;
  input: Record<string, unknown>;
  output: string;
  isError: boolean;
}

/** Tool calls an intent wants next; several run together. `say`: one line for the person, shown before them. */
export interface Ask {
  say?: string;
  calls: { tool: string; input: Record<string, unknown> }[];
}

/** How an intent ends. `ok: false`: what was asked for after it in the same prompt is not begun. */
export interface Outcome {
  text: string;
  ok: boolean;
}

/**
 * An intent's steps: it yields calls, is resumed with their results, and returns the final text. It must be a pure function of its arguments and of
 * those results: each model call replays it from the start over the results recorded so far.
 */
export type Steps = Generator<Ask, Outcome, Call[]>;

export interface Intent {
  id: string;
  /** phrases it understands, for the tests and the documentation */
  examples: readonly string[];
  match(phrase: Phrase): Slots | undefined;
  run(slots: Slots, talk: Conversation): Steps;
}

/** Builds an intent from phrases (see `pattern`). `accept` may refuse a match that the pattern alone cannot rule out. */
export function intent(definition: {
  id: string;
  examples: readonly string[];
  patterns: readonly string[];
  accept?: (slots: Slots) => boolean;
  run: (slots: Slots, talk: Conversation) => Steps;
}): Intent {
  const { id, examples, patterns, accept = () => true, run } = definition;
  let compiled: Pattern[] | undefined;
  return {
    id,
    examples,
    match(phrase) {
      compiled ??= patterns.map(pattern);
      for (const match of compiled) {
        const slots = match(phrase);
        if (slots && accept(slots)) return slots;
      }
      return undefined;
    },
    run,
  };
}

export const done = (text: string): Outcome => ({ text, ok: true });
export const stop = (text: string): Outcome => ({ text, ok: false });

/** Makes one call and hands back its result. */
export function* ask(tool: string, input: Record<string, unknown>, say?: string): Generator<Ask, Call, Call[]> {
  const [call] = yield { ...(say === undefined ? {} : { say }), calls: [{ tool, input }] };
  return call ?? { tool, input, output: '', isError: true };
}

/** lines of a failed call's output that a person is shown */
const SHOWN_LINES = 16;

/** The text for a call that was refused or went wrong. */
export function failed(call: Call, what: string): Outcome {
  const lines = call.output.trim().split('\n');
  const reason = (lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES / 2), '…', ...lines.slice(-SHOWN_LINES / 2)] : lines).join(
    '\n',
  );
  return stop(
    reason
      ? `${what} did not work. The tool \`${call.tool}\` says:\n\n${reason}`
      : `${what} did not work: the tool \`${call.tool}\` gave no reason.`,
  );
}
