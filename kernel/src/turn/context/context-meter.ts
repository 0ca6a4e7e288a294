import type { Message, Part, Usage } from '@ock/schemas';
import type { ModelRequest } from '../../kinds/model.ts';
import { inputOf } from '../cost/cost.ts';
import { estimateRequestTokens, estimateTokens, fileTokens } from './estimate-tokens.ts';

/** what APIs make of tools and messages by themselves, at most and at least, against our estimate */
const LEAST_RATIO = 0.5;
/** some servers tell only the tokens that no cache had, or none at all: below this what they tell is no measure */
const IMPLAUSIBLE = 0.3;
const MOST_RATIO = 4;
const PER_MESSAGE = 4;
const PER_CALL = 8;

interface Measured {
  model: string;
  /** as the server counted */
  real: number;
  estimated: number;
}

const sizes = new WeakMap<Message, { parts: number; tokens: number }>();

/**
 * Tells what a session comes to in the context of its model: what the server counted last, and what is new since by estimates that are calibrated
 * on it. Every message is estimated once, so that a turn costs the same however long the session is.
 */
export class ContextMeter {
  #last?: Measured | undefined;
  #overhead?: { key: string; tokens: number };

  /** A call has ended. @param view what was sent of the session */
  saw(model: string, request: ModelRequest, view: readonly Message[], usage: Usage): void {
    const { system, tools } = request;
    const estimated = this.overhead(system, tools) + sizeOf(view);
    const real = inputOf(usage);
    this.#last = isPlausible(real, estimated) ? { model, real, estimated } : undefined;
  }

  /** Tokens of the system prompt and of the tools, by estimate. */
  overhead(system: string, tools: ModelRequest['tools']): number {
    const key = `${system.length} ${tools.length} ${tools.at(-1)?.name}`;
    if (this.#overhead?.key !== key) this.#overhead = { key, tokens: estimateRequestTokens({ system, tools, messages: [] }) };
    return this.#overhead.tokens;
  }

  /** What real tokens are to estimated ones with this model; 1 where nothing was measured. */
  ratio(model: string, view: readonly Message[]): number {
    const last = this.#measure(model, view);
    return last ? bounded(last.real / Math.max(1, last.estimated)) : 1;
  }

  /** Tokens of the next call with this view. */
  expect(model: string, view: readonly Message[]): number {
    const estimated = (this.#overhead?.tokens ?? 0) + sizeOf(view);
    const last = this.#measure(model, view);
    if (!last) return estimated;
    const ratio = bounded(last.real / Math.max(1, last.estimated));
    const added = estimated - last.estimated;
    return Math.ceil(added >= 0 ? last.real + added * ratio : estimated * ratio);
  }

  /** The own measure, else what is stored of the last answer behind the view's start. */
  #measure(model: string, view: readonly Message[]): Measured | undefined {
    if (this.#last?.model === model) return this.#last;
    const at = view.findLastIndex(
      ({ role, usage, voided, model: by }) => role === 'assistant' && by === model && voided === undefined && usage && inputOf(usage) > 0,
    );
    const marker = view.findLastIndex(({ compaction }) => compaction !== undefined);
    const usage = view[at]?.usage;
    // what stands before a marker in time was measured with another view
    if (!usage || (marker !== -1 && (view[marker]?.id ?? '') > (view[at]?.id ?? ''))) return undefined;
    const measured = { model, real: inputOf(usage), estimated: (this.#overhead?.tokens ?? 0) + sizeOf(view.slice(0, at)) };
    return isPlausible(measured.real, measured.estimated) ? measured : undefined;
  }
}

function isPlausible(real: number, estimated: number): boolean {
  return real > 0 && real >= estimated * IMPLAUSIBLE;
}

function bounded(ratio: number): number {
  return Math.min(MOST_RATIO, Math.max(LEAST_RATIO, ratio));
}

function sizeOf(view: readonly Message[]): number {
  return view.reduce((sum, message) => sum + messageTokens(message), 0);
}

/** Estimated tokens of a message; each is estimated once, and again when parts have come. */
export function messageTokens(message: Message): number {
  const known = sizes.get(message);
  if (known && known.parts === message.parts.length) return known.tokens;
  const tokens = message.parts.reduce((sum, part) => sum + partTokens(part), PER_MESSAGE);
  sizes.set(message, { parts: message.parts.length, tokens });
  return tokens;
}

function partTokens(part: Part): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return estimateTokens(part.text);
    case 'file':
      return fileTokens(part);
    case 'tool_call':
      return PER_CALL + estimateTokens(JSON.stringify(part.input ?? {}));
    case 'tool_result':
      return (part.attachments ?? []).reduce((sum, file) => sum + fileTokens(file), estimateTokens(part.output));
  }
}
