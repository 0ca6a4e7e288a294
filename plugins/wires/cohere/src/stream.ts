import { type AnswerReader, earlyEnd, type ModelEvent, type ModelTarget, streamFailure, unreadable } from '@ock/kernel';

type Emit = (event: ModelEvent) => void;
interface Content {
  type?: string;
  text?: string;
  thinking?: string;
}
interface Call {
  id?: string;
  function?: { name?: string; arguments?: string | null };
}
interface StreamEvent {
  type?: string;
  id?: string;
  index?: number;
  delta?: {
    message?: { content?: Content; tool_plan?: string; tool_calls?: Call };
    finish_reason?: string;
    usage?: unknown;
    error?: unknown;
  };
  message?: unknown;
}
interface Slot {
  index: number;
  id: string;
  name: string;
  text: string;
}
type Finish = Extract<ModelEvent, { type: 'finish' }>['reason'];

const REASONS: Record<string, Finish> = {
  MAX_TOKENS: 'length',
  ERROR_LIMIT: 'length',
  TOOL_CALL: 'tool_calls',
  ERROR_TOXIC: 'content_filter',
};
const FAILURES = new Set(['ERROR', 'TIMEOUT', 'USER_CANCEL']);

/** Turns the events of one answer into ours. The tool plan is what the model says before its calls; citations are left out. */
export class CohereReader implements AnswerReader {
  readonly #target: ModelTarget;
  readonly #emit: Emit;
  readonly #calls = new Map<number, Slot>();
  #started = false;
  #reasoning = false;
  #reason: string | undefined;
  #usage: unknown;

  constructor(target: ModelTarget, emit: Emit) {
    this.#target = target;
    this.#emit = emit;
  }

  event(value: unknown): boolean {
    if (value === null || typeof value !== 'object') throw unreadable('an event that is not an object', this.#target, true);
    const event = value as StreamEvent;
    const { content, tool_plan: plan, tool_calls: call } = event.delta?.message ?? {};
    switch (event.type) {
      case 'message-start':
        this.#start(event.id);
        return false;
      case 'content-start':
      case 'content-delta':
        this.#content(content ?? {});
        return false;
      case 'content-end':
        this.#endReasoning();
        return false;
      case 'tool-plan-delta':
        this.#text(plan ?? '');
        return false;
      case 'tool-call-start':
        this.#openCall(event.index ?? this.#calls.size, call ?? {});
        return false;
      case 'tool-call-delta':
        this.#callText(this.#slot(event.index), call?.function?.arguments);
        return false;
      case 'message-end':
        this.#finish(event.delta?.finish_reason, event.delta?.usage, event.delta?.error);
        return true;
      default:
        if (event.type === undefined && typeof event.message === 'string') throw streamFailure(event, this.#target);
        return false;
    }
  }

  whole(value: unknown): void {
    const { id, message, finish_reason, usage } = value as {
      id?: string;
      message?: string | { content?: Content[]; tool_plan?: string; tool_calls?: Call[] };
      finish_reason?: string;
      usage?: unknown;
    };
    if (typeof message === 'string') throw streamFailure(value, this.#target);
    if (!message) throw unreadable('JSON that is not a chat answer: is the base URL right?', this.#target, false);
    this.#start(id);
    for (const part of message.content ?? []) this.#content(part);
    this.#text(message.tool_plan ?? '');
    for (const [index, call] of (message.tool_calls ?? []).entries()) this.#openCall(index, call);
    this.#finish(finish_reason ?? 'COMPLETE', usage, undefined);
    this.end();
  }

  end(): void {
    if (this.#reason === undefined) throw earlyEnd(this.#target);
    this.#endReasoning();
    for (const { index, id, name, text } of this.#calls.values()) {
      // calls of tools without arguments come as null
      this.#emit({ type: 'tool_call', index, id, name, input: ['', 'null'].includes(text.trim()) ? '{}' : text });
    }
    if (this.#usage) this.#emit({ type: 'usage', usage: readUsage(this.#usage) });
    const known = REASONS[this.#reason] ?? 'stop';
    const calls = this.#calls.size > 0;
    this.#emit({ type: 'finish', reason: known === 'stop' && calls ? 'tool_calls' : known === 'tool_calls' && !calls ? 'stop' : known });
  }

  #start(id: string | undefined): void {
    if (this.#started) return;
    this.#started = true;
    this.#emit({ type: 'start', ...(id ? { id } : {}), model: this.#target.model });
  }

  #finish(reason: string | undefined, usage: unknown, error: unknown): void {
    if (error || (reason && FAILURES.has(reason)))
      throw streamFailure(error ?? `the model stopped with ${reason?.toLowerCase()}`, this.#target);
    this.#reason = reason ?? 'COMPLETE';
    this.#usage = usage;
  }

  #content({ text, thinking }: Content): void {
    if (thinking) {
      this.#reasoning = true;
      this.#emit({ type: 'reasoning', text: thinking });
    }
    this.#text(text ?? '');
  }

  #text(text: string): void {
    if (text === '') return;
    this.#endReasoning();
    this.#emit({ type: 'text', text });
  }

  #openCall(number: number, { id, function: fn }: Call): void {
    this.#endReasoning();
    const index = this.#calls.size;
    const slot: Slot = { index, id: id ?? `call_${index}`, name: fn?.name ?? 'unknown', text: '' };
    this.#calls.set(number, slot);
    this.#emit({ type: 'tool_start', index, id: slot.id, name: slot.name });
    this.#callText(slot, fn?.arguments);
  }

  #slot(number: number | undefined): Slot | undefined {
    return number === undefined ? [...this.#calls.values()].at(-1) : this.#calls.get(number);
  }

  #callText(slot: Slot | undefined, text: string | null | undefined): void {
    if (!slot || !text) return;
    slot.text += text;
    this.#emit({ type: 'tool_delta', index: slot.index, text });
  }

  #endReasoning(): void {
    if (!this.#reasoning) return;
    this.#reasoning = false;
    this.#emit({ type: 'reasoning_end' });
  }
}

function readUsage(value: unknown): Extract<ModelEvent, { type: 'usage' }>['usage'] {
  const { tokens, billed_units: billed, cached_tokens: cached } = value as Record<string, Record<string, unknown> | undefined>;
  const read = count(cached);
  return {
    input: Math.max(0, count(tokens?.input_tokens ?? billed?.input_tokens) - read),
    output: count(tokens?.output_tokens ?? billed?.output_tokens),
    reasoning: 0,
    cache_read: read,
    cache_write: 0,
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
}
