import { type AnswerReader, earlyEnd, type ModelEvent, type ModelTarget, streamFailure, unreadable } from '@ock/kernel';
import { finishReason } from './finish.ts';
import { FunctionCalls } from './function-calls.ts';
import type { OutputItem, Response, StreamEvent } from './protocol.ts';
import type { KeptReasoning } from './reasoning-item.ts';
import { readUsage } from './usage.ts';

/**
 * Turns the events of one response into ours. Items that we did not ask for (searches, code, images) and events that are not known pass
 * without a word. Servers that send whole items without deltas are understood as well.
 */
export class ResponsesReader implements AnswerReader {
  readonly #target: ModelTarget;
  readonly #emit: (event: ModelEvent) => void;
  readonly #calls: FunctionCalls;
  /** a reasoning item that is complete, until it is known what follows */
  #kept: KeptReasoning | undefined;
  #thinking = false;
  /** characters of text told of the message at hand */
  #spoken = 0;
  #items = 0;
  #refused = false;
  #started = false;
  #response: Response | undefined;

  constructor(target: ModelTarget, emit: (event: ModelEvent) => void) {
    this.#target = target;
    this.#emit = emit;
    this.#calls = new FunctionCalls(emit);
  }

  event(value: unknown): boolean {
    if (value === null || typeof value !== 'object') throw unreadable('an event that is not an object', this.#target, true);
    const event = value as StreamEvent;
    if (event.type === 'error' || (event.type === undefined && event.error)) throw streamFailure(event, this.#target);
    if (event.response) this.#start(event.response);
    switch (event.type) {
      case 'response.output_item.added':
        this.#added(event.output_index ?? 0, event.item ?? {});
        return false;
      case 'response.output_item.done':
        this.#done(event.output_index ?? 0, event.item ?? {});
        return false;
      case 'response.output_text.delta':
        this.#text(event.delta);
        return false;
      case 'response.refusal.delta':
        this.#refused = true;
        this.#text(event.delta);
        return false;
      case 'response.reasoning_summary_part.added':
        if (event.summary_index) this.#reasoning('\n\n');
        return false;
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        this.#reasoning(event.delta);
        return false;
      case 'response.function_call_arguments.delta':
        this.#calls.delta(event.output_index ?? 0, event.delta);
        return false;
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return this.#finished(event.type.slice('response.'.length), event.response ?? {});
      default:
        return false;
    }
  }

  whole(value: unknown): void {
    const response = value as Response;
    if (response.error) throw streamFailure({ error: response.error }, this.#target);
    if (!Array.isArray(response.output)) throw unreadable('JSON that is not a response: is the base URL right?', this.#target, false);
    this.#start(response);
    this.#finished(response.status ?? 'completed', response);
    this.end();
  }

  end(): void {
    if (!this.#response) throw earlyEnd(this.#target);
    this.#endReasoning();
    if (this.#response.usage) this.#emit({ type: 'usage', usage: readUsage(this.#response.usage) });
    this.#emit({ type: 'finish', reason: finishReason(this.#response, this.#calls.size > 0, this.#refused) });
  }

  #start({ id, model }: Response): void {
    if (this.#started) return;
    this.#started = true;
    this.#emit({ type: 'start', ...(id ? { id } : {}), ...(model ? { model } : {}) });
  }

  #finished(status: string, response: Response): boolean {
    if (status === 'failed') throw streamFailure({ error: response.error ?? '' }, this.#target);
    if (this.#items === 0) for (const [index, item] of response.output?.entries() ?? []) this.#done(index, item);
    if (status === 'completed') this.#calls.end();
    this.#response = { ...response, status };
    return true;
  }

  #added(index: number, item: OutputItem): void {
    this.#items++;
    this.#spoken = 0;
    this.#endReasoning(item.id);
    if (item.type === 'function_call') this.#calls.open(index, item);
  }

  #done(index: number, item: OutputItem): void {
    this.#items++;
    if (item.type === 'reasoning') this.#keep(item);
    if (item.type === 'message') this.#message(item);
    if (item.type !== 'function_call') return;
    this.#endReasoning(item.id);
    this.#calls.close(index, item);
  }

  /** The text of a message whose deltas never came. */
  #message(item: OutputItem): void {
    if (this.#spoken === 0) {
      this.#endReasoning(item.id);
      for (const { text, refusal } of item.content ?? []) {
        this.#refused ||= refusal !== undefined;
        this.#text(text ?? refusal);
      }
    }
    this.#spoken = 0;
  }

  #keep({ id, summary = [], content = [], encrypted_content }: OutputItem): void {
    if (!this.#thinking) for (const { text } of [...summary, ...content]) this.#reasoning(text);
    this.#thinking = true;
    if (!encrypted_content) return;
    this.#kept = { type: 'openai-reasoning', provider: this.#target.provider, ...(id ? { id } : {}), encrypted_content, summary };
  }

  #reasoning(text: string | undefined): void {
    if (!text) return;
    if (this.#kept) this.#endReasoning();
    this.#thinking = true;
    this.#emit({ type: 'reasoning', text });
  }

  #endReasoning(next?: string): void {
    if (!this.#thinking) return;
    this.#thinking = false;
    const kept = this.#kept;
    this.#kept = undefined;
    this.#emit({ type: 'reasoning_end', ...(kept ? { opaque: { ...kept, ...(next ? { next } : {}) } } : {}) });
  }

  #text(text: string | undefined): void {
    if (!text) return;
    this.#endReasoning();
    this.#spoken += text.length;
    this.#emit({ type: 'text', text });
  }
}
