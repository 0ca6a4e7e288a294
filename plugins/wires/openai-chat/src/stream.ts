import { type AnswerReader, earlyEnd, type ModelEvent, type ModelTarget, streamFailure, ThinkTags, unreadable } from '@ock/kernel';
import { finishReason } from './finish.ts';
import { quirksOf } from './quirks.ts';
import { ReasoningDetails } from './reasoning-details.ts';
import { ToolCalls } from './tool-calls.ts';
import { readUsage } from './usage.ts';

type Emit = (event: ModelEvent) => void;
interface Delta {
  content?: unknown;
  refusal?: unknown;
  reasoning_content?: unknown;
  reasoning?: unknown;
  reasoning_details?: unknown;
  tool_calls?: unknown;
  function_call?: unknown;
}
interface Choice {
  delta?: Delta | null;
  message?: Delta | null;
  finish_reason?: string | null;
  error?: unknown;
}
interface Chunk {
  id?: unknown;
  model?: unknown;
  choices?: Choice[];
  usage?: unknown;
  error?: unknown;
  detail?: unknown;
  x_groq?: { usage?: unknown; error?: unknown };
}

/** Turns the chunks of one answer into events. Usage and finish are told at the end: some servers send usage behind the finish reason. */
export class ChatReader implements AnswerReader {
  readonly #target: ModelTarget;
  readonly #emit: Emit;
  readonly #calls: ToolCalls;
  readonly #think: ThinkTags | undefined;
  readonly #details = new ReasoningDetails();
  #started = false;
  #reasoning = false;
  #refused = false;
  #spoken = false;
  #reason: string | undefined;
  #usage: unknown;

  constructor(target: ModelTarget, emit: Emit) {
    this.#target = target;
    this.#emit = emit;
    this.#calls = new ToolCalls(emit);
    const { thinkTags } = quirksOf(target);
    if (thinkTags)
      this.#think = new ThinkTags(thinkTags === 'open', {
        text: (text) => this.#text(text),
        reasoning: (text) => this.#reasoningText(text),
      });
  }

  event(value: unknown): boolean {
    if (value === null || typeof value !== 'object') throw unreadable('a chunk that is not an object', this.#target, true);
    const chunk = value as Chunk;
    const choice = chunk.choices?.[0];
    const error = chunk.error ?? choice?.error ?? chunk.x_groq?.error ?? (chunk.choices ? undefined : chunk.detail);
    if (error) throw streamFailure(chunk.error ? { error } : error, this.#target);
    if (!this.#started) this.#start(chunk);
    const usage = chunk.usage ?? chunk.x_groq?.usage;
    if (usage) this.#usage = usage;
    if (!choice) return false;
    const delta = choice.delta ?? choice.message;
    if (delta) this.#delta(delta);
    if (choice.finish_reason) this.#reason = choice.finish_reason;
    return false;
  }

  whole(value: unknown): void {
    this.event(Array.isArray(value) ? value[0] : value);
    this.end(true);
  }

  end(marked: boolean): void {
    this.#think?.end();
    const calls = this.#calls.size;
    // some servers name no reason: then their end mark must stand behind something said
    if (this.#reason === undefined && !(marked && (this.#spoken || calls > 0))) throw earlyEnd(this.#target);
    if (this.#reason === 'error') throw streamFailure('', this.#target);
    this.#endReasoning();
    // encrypted blocks may come behind text and calls
    const opaque = this.#details.end();
    if (opaque) this.#emit({ type: 'reasoning_end', opaque });
    this.#calls.end();
    if (this.#usage) this.#emit({ type: 'usage', usage: readUsage(this.#usage) });
    this.#emit({ type: 'finish', reason: finishReason(this.#reason, calls > 0, this.#refused) });
  }

  #start(chunk: Chunk): void {
    this.#started = true;
    this.#emit({
      type: 'start',
      ...(typeof chunk.id === 'string' && chunk.id !== '' ? { id: chunk.id } : {}),
      ...(typeof chunk.model === 'string' && chunk.model !== '' ? { model: chunk.model } : {}),
    });
  }

  #delta(delta: Delta): void {
    const detailed = this.#details.add(delta.reasoning_details);
    const reasoning = delta.reasoning_content ?? delta.reasoning ?? detailed;
    if (typeof reasoning === 'string' && reasoning !== '') this.#reasoningText(reasoning);
    if (typeof delta.content === 'string') this.#content(delta.content);
    else if (Array.isArray(delta.content)) for (const part of delta.content) this.#part(part);
    if (typeof delta.refusal === 'string' && delta.refusal !== '') {
      this.#refused = true;
      this.#content(delta.refusal);
    }
    const calls = Array.isArray(delta.tool_calls)
      ? delta.tool_calls
      : delta.function_call
        ? [{ index: 0, function: delta.function_call }]
        : [];
    if (calls.length > 0) this.#endReasoning();
    for (const call of calls) this.#calls.delta(call);
  }

  /** Content in parts: text, or thinking that holds text parts of its own. */
  #part(part: unknown): void {
    if (part === null || typeof part !== 'object') return;
    const { text, thinking } = part as { text?: unknown; thinking?: unknown };
    if (typeof text === 'string') this.#content(text);
    const inner = Array.isArray(thinking) ? thinking.map((piece: { text?: unknown }) => piece?.text ?? '').join('') : thinking;
    if (typeof inner === 'string' && inner !== '') this.#reasoningText(inner);
  }

  #content(text: string): void {
    if (text === '') return;
    if (this.#think) this.#think.feed(text);
    else this.#text(text);
  }

  #text(text: string): void {
    this.#endReasoning();
    this.#spoken = true;
    this.#emit({ type: 'text', text });
  }

  #reasoningText(text: string): void {
    this.#reasoning = true;
    this.#emit({ type: 'reasoning', text });
  }

  #endReasoning(): void {
    if (!this.#reasoning) return;
    this.#reasoning = false;
    this.#emit({ type: 'reasoning_end' });
  }
}
