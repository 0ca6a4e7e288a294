import { randomBytes } from 'node:crypto';
import { type AnswerReader, earlyEnd, type ModelEvent, type ModelTarget, streamFailure, unreadable } from '@ock/kernel';
import { finishReason, isMiscall } from './finish.ts';
import type { GenerateResponse, ResponsePart } from './protocol.ts';
import type { KeptSignature } from './signature.ts';
import { readUsage } from './usage.ts';

/**
 * Turns the pieces of one answer into events. Function calls arrive whole. Parts of tools that Google runs itself (code, searches) pass
 * without a word.
 */
export class GenerateReader implements AnswerReader {
  readonly #target: ModelTarget;
  readonly #emit: (event: ModelEvent) => void;
  #started = false;
  #thinking = false;
  #calls = 0;
  #signature: string | undefined;
  #reason: string | undefined;
  #blocked = false;
  #usage: unknown;

  constructor(target: ModelTarget, emit: (event: ModelEvent) => void) {
    this.#target = target;
    this.#emit = emit;
  }

  event(value: unknown): boolean {
    if (value === null || typeof value !== 'object') throw unreadable('an event that is not an object', this.#target, true);
    const piece = value as GenerateResponse;
    if (piece.error) throw streamFailure({ error: piece.error }, this.#target);
    if (!this.#started) this.#start(piece);
    if (piece.usageMetadata) this.#usage = piece.usageMetadata;
    if (piece.promptFeedback?.blockReason) this.#blocked = true;
    const candidate = piece.candidates?.[0];
    for (const part of candidate?.content?.parts ?? []) this.#part(part);
    if (candidate?.finishReason && candidate.finishReason !== 'FINISH_REASON_UNSPECIFIED') this.#reason = candidate.finishReason;
    return false;
  }

  /** One response, or, from servers that do not know `alt=sse`, an array of the stream's pieces. */
  whole(value: unknown): void {
    const pieces: unknown[] = Array.isArray(value) ? value : [value];
    const isAnswer = pieces.some((piece) => ['candidates', 'promptFeedback', 'error'].some((key) => key in Object(piece)));
    if (!isAnswer) throw unreadable('JSON that is not an answer: is the base URL right?', this.#target, false);
    for (const piece of pieces) this.event(piece);
    this.end();
  }

  end(): void {
    if (this.#reason === undefined && !this.#blocked) throw earlyEnd(this.#target);
    if (isMiscall(this.#reason) && this.#calls === 0)
      throw unreadable(`a function call it failed to write (${this.#reason})`, this.#target, true);
    this.#endReasoning();
    this.#tellUsage();
    const isRefusal = this.#blocked && this.#reason === undefined;
    this.#emit({ type: 'finish', reason: isRefusal ? 'content_filter' : finishReason(this.#reason ?? '', this.#calls > 0) });
  }

  /** Usage comes before the end: an answer that breaks off is not free. */
  broken(): void {
    this.#tellUsage();
  }

  #tellUsage(): void {
    if (this.#usage) this.#emit({ type: 'usage', usage: readUsage(this.#usage) });
  }

  #start({ responseId, modelVersion }: GenerateResponse): void {
    this.#started = true;
    this.#emit({ type: 'start', ...(responseId ? { id: responseId } : {}), ...(modelVersion ? { model: modelVersion } : {}) });
  }

  #part(part: ResponsePart): void {
    if (part.functionCall) this.#call(part.functionCall, part.thoughtSignature);
    else if (part.thought) this.#thought(part);
    else this.#text(part);
  }

  #thought({ text, thoughtSignature }: ResponsePart): void {
    if (thoughtSignature) this.#signature = thoughtSignature;
    if (!text) return;
    this.#thinking = true;
    this.#emit({ type: 'reasoning', text });
  }

  #text({ text, thoughtSignature }: ResponsePart): void {
    if (text) {
      this.#endReasoning();
      this.#emit({ type: 'text', text });
    }
    if (thoughtSignature) this.#emit({ type: 'reasoning_end', opaque: kept(thoughtSignature, 'text') });
  }

  #call({ id, name = 'unknown', args }: NonNullable<ResponsePart['functionCall']>, own?: string): void {
    const signature = own ?? this.#signature;
    this.#signature = undefined;
    this.#endReasoning(signature ? kept(signature, 'call') : undefined);
    const index = this.#calls++;
    const call = { index, id: id || `call_${randomBytes(12).toString('hex')}`, name };
    const input = JSON.stringify(args ?? {});
    this.#emit({ type: 'tool_start', ...call });
    this.#emit({ type: 'tool_delta', index, text: input });
    this.#emit({ type: 'tool_call', ...call, input });
  }

  #endReasoning(opaque?: KeptSignature): void {
    if (!this.#thinking && !opaque) return;
    this.#thinking = false;
    this.#emit({ type: 'reasoning_end', ...(opaque ? { opaque } : {}) });
  }
}

function kept(thoughtSignature: string, on: KeptSignature['on']): KeptSignature {
  return { type: 'google-signature', thoughtSignature, on };
}
