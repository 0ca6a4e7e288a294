import { randomBytes } from 'node:crypto';
import { type AnswerReader, earlyEnd, type ModelEvent, type ModelTarget, streamFailure, ThinkTags, unreadable } from '@ock/kernel';
import { quirksOf } from './quirks.ts';

type Emit = (event: ModelEvent) => void;
interface Call {
  id?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null;
}
interface Chunk {
  model?: unknown;
  message?: { content?: unknown; thinking?: unknown; tool_calls?: Call[] | null } | null;
  done?: boolean;
  done_reason?: string;
  prompt_eval_count?: unknown;
  eval_count?: unknown;
  error?: unknown;
}

/** Turns the lines of one answer into events. Calls come whole; they are told as calls once the answer is complete. */
export class OllamaReader implements AnswerReader {
  readonly #target: ModelTarget;
  readonly #emit: Emit;
  readonly #calls: Extract<ModelEvent, { type: 'tool_call' }>[] = [];
  readonly #think: ThinkTags | undefined;
  #started = false;
  #reasoning = false;
  #last: Chunk | undefined;

  constructor(target: ModelTarget, emit: Emit) {
    this.#target = target;
    this.#emit = emit;
    const { thinkTags } = quirksOf(target);
    if (!thinkTags) return;
    this.#think = new ThinkTags(thinkTags === 'open', {
      text: (text) => this.#text(text),
      reasoning: (text) => this.#reasoningText(text),
    });
  }

  event(value: unknown): boolean {
    if (value === null || typeof value !== 'object') throw unreadable('a line that is not an object', this.#target, true);
    const chunk = value as Chunk;
    if (chunk.error) throw streamFailure(chunk.error, this.#target);
    if (!chunk.message && chunk.done === undefined)
      throw unreadable('JSON that is not a chat answer: is the base URL right?', this.#target, false);
    if (!this.#started) {
      this.#started = true;
      this.#emit({ type: 'start', ...(typeof chunk.model === 'string' && chunk.model !== '' ? { model: chunk.model } : {}) });
    }
    const { thinking, content, tool_calls: calls } = chunk.message ?? {};
    if (typeof thinking === 'string' && thinking !== '') this.#reasoningText(thinking);
    if (typeof content === 'string' && content !== '') {
      if (this.#think) this.#think.feed(content);
      else this.#text(content);
    }
    for (const call of calls ?? []) this.#call(call);
    if (chunk.done === true) this.#last = chunk;
    return chunk.done === true;
  }

  whole(value: unknown): void {
    this.event(value);
    this.end();
  }

  end(): void {
    if (!this.#last) throw earlyEnd(this.#target);
    this.#think?.end();
    this.#endReasoning();
    for (const call of this.#calls) this.#emit(call);
    const { prompt_eval_count: input, eval_count: output, done_reason: reason } = this.#last;
    if (input !== undefined || output !== undefined)
      this.#emit({ type: 'usage', usage: { input: count(input), output: count(output), reasoning: 0, cache_read: 0, cache_write: 0 } });
    this.#emit({ type: 'finish', reason: reason === 'length' ? 'length' : this.#calls.length > 0 ? 'tool_calls' : 'stop' });
  }

  #call({ id, function: fn }: Call): void {
    this.#endReasoning();
    const name = typeof fn?.name === 'string' && fn.name !== '' ? fn.name : 'unknown';
    const input = typeof fn?.arguments === 'string' ? fn.arguments : JSON.stringify(fn?.arguments ?? {});
    const index = this.#calls.length;
    // servers before 0.12 give calls no ids
    const callId = typeof id === 'string' && id !== '' ? id : `call_${randomBytes(12).toString('hex')}`;
    this.#calls.push({ type: 'tool_call', index, id: callId, name, input: input.trim() === '' ? '{}' : input });
    this.#emit({ type: 'tool_start', index, id: callId, name });
    this.#emit({ type: 'tool_delta', index, text: input });
  }

  #reasoningText(text: string): void {
    this.#reasoning = true;
    this.#emit({ type: 'reasoning', text });
  }

  #text(text: string): void {
    this.#endReasoning();
    this.#emit({ type: 'text', text });
  }

  #endReasoning(): void {
    if (!this.#reasoning) return;
    this.#reasoning = false;
    this.#emit({ type: 'reasoning_end' });
  }
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
}
