import { type AnswerReader, earlyEnd, type ModelEvent, type ModelTarget, streamFailure, unreadable } from '@ock/kernel';
import { finishReason } from './finish.ts';
import type { Frame } from './frames.ts';

type Emit = (event: ModelEvent) => void;
interface Reasoning {
  text?: string;
  signature?: string;
  redactedContent?: string;
  reasoningText?: { text?: string; signature?: string };
}
interface ToolUse {
  toolUseId?: string;
  name?: string;
  input?: unknown;
}
interface Content {
  text?: string;
  reasoningContent?: Reasoning;
  toolUse?: ToolUse;
}
interface Payload {
  contentBlockIndex?: number;
  start?: { toolUse?: ToolUse };
  delta?: Content;
  stopReason?: string;
  usage?: unknown;
}
type Open =
  | { kind: 'text' }
  | { kind: 'reasoning'; signature: string; redacted: string }
  | { kind: 'tool'; index: number; id: string; name: string; text: string };

/** Status of exceptions inside a stream, where it tells more than the name: these pass. */
const TRANSIENT: Record<string, number> = { internalServerException: 500, modelStreamErrorException: 502, modelTimeoutException: 408 };
const MALFORMED = /^malformed_/;

/** Turns the frames of one answer into events. Several blocks may be open at once; each is told as it closes. */
export class ConverseReader implements AnswerReader {
  readonly #target: ModelTarget;
  readonly #emit: Emit;
  readonly #open = new Map<number, Open>();
  #tools = 0;
  #started = false;
  #reason: string | undefined;
  #usage: unknown;

  constructor(target: ModelTarget, emit: Emit) {
    this.#target = target;
    this.#emit = emit;
  }

  event(value: unknown): boolean {
    const { event, exception, payload } = value as Frame;
    if (exception !== undefined) {
      const error = { type: exception, ...(TRANSIENT[exception] ? { code: TRANSIENT[exception] } : {}), message: payload.message };
      throw streamFailure(error, this.#target);
    }
    const { contentBlockIndex: index = 0, start, delta, stopReason, usage } = payload as Payload;
    this.#start();
    switch (event) {
      case 'contentBlockStart':
        if (start?.toolUse) this.#openTool(index, start.toolUse);
        return false;
      case 'contentBlockDelta':
        this.#delta(index, delta ?? {});
        return false;
      case 'contentBlockStop':
        this.#closeBlock(index);
        return false;
      case 'messageStop':
        this.#reason = stopReason ?? 'end_turn';
        return false;
      case 'metadata':
        this.#usage = usage;
        return this.#reason !== undefined;
      default:
        return false;
    }
  }

  whole(value: unknown): void {
    const { output, stopReason, usage } = value as {
      output?: { message?: { content?: Content[] } };
      stopReason?: string;
      usage?: unknown;
    };
    if (!output?.message) throw unreadable('JSON that is not a Converse answer: is the base URL right?', this.#target, false);
    this.#start();
    for (const [index, { text, reasoningContent, toolUse }] of (output.message.content ?? []).entries()) {
      if (toolUse) this.#openTool(index, toolUse);
      else this.#delta(index, { ...(text ? { text } : {}), ...(reasoningContent ? { reasoningContent } : {}) });
      this.#closeBlock(index);
    }
    this.#reason = stopReason ?? 'end_turn';
    this.#usage = usage;
    this.end();
  }

  end(): void {
    if (this.#reason === undefined) throw earlyEnd(this.#target);
    if (MALFORMED.test(this.#reason)) throw unreadable(`an answer that broke off as ${this.#reason}`, this.#target, true);
    for (const index of [...this.#open.keys()]) this.#closeBlock(index);
    if (this.#usage) this.#emit({ type: 'usage', usage: readUsage(this.#usage) });
    this.#emit({ type: 'finish', reason: finishReason(this.#reason, this.#tools > 0) });
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#emit({ type: 'start', model: this.#target.model });
  }

  #openTool(index: number, { toolUseId, name = 'unknown', input }: ToolUse): void {
    const tool = { kind: 'tool' as const, index: this.#tools++, id: toolUseId ?? `tooluse_${index}`, name, text: '' };
    this.#open.set(index, tool);
    this.#emit({ type: 'tool_start', index: tool.index, id: tool.id, name });
    if (input !== undefined) this.#toolText(tool, typeof input === 'string' ? input : JSON.stringify(input));
  }

  /** Blocks of text and reasoning are not announced: their first piece opens them. */
  #delta(index: number, { text, reasoningContent, toolUse }: Content): void {
    const open = this.#open.get(index);
    if (toolUse && open?.kind === 'tool') this.#toolText(open, String(toolUse.input ?? ''));
    if (text) {
      if (!open) this.#open.set(index, { kind: 'text' });
      this.#emit({ type: 'text', text });
    }
    if (reasoningContent) this.#reasoning(index, open, reasoningContent);
  }

  #reasoning(index: number, open: Open | undefined, { text, signature, redactedContent, reasoningText }: Reasoning): void {
    const block = open?.kind === 'reasoning' ? open : { kind: 'reasoning' as const, signature: '', redacted: '' };
    this.#open.set(index, block);
    block.signature += signature ?? reasoningText?.signature ?? '';
    if (redactedContent) block.redacted = joinBase64(block.redacted, redactedContent);
    const said = text ?? reasoningText?.text;
    if (said) this.#emit({ type: 'reasoning', text: said });
  }

  #toolText(tool: Extract<Open, { kind: 'tool' }>, text: string): void {
    if (text === '') return;
    tool.text += text;
    this.#emit({ type: 'tool_delta', index: tool.index, text });
  }

  #closeBlock(index: number): void {
    const open = this.#open.get(index);
    this.#open.delete(index);
    if (open?.kind === 'reasoning') {
      const proof = open.redacted ? { opaque: { redactedContent: open.redacted } } : open.signature ? { signature: open.signature } : {};
      this.#emit({ type: 'reasoning_end', ...proof });
    }
    if (open?.kind !== 'tool') return;
    this.#emit({ type: 'tool_call', index: open.index, id: open.id, name: open.name, input: open.text.trim() === '' ? '{}' : open.text });
  }
}

function joinBase64(a: string, b: string): string {
  return a === '' ? b : Buffer.concat([Buffer.from(a, 'base64'), Buffer.from(b, 'base64')]).toString('base64');
}

/** `inputTokens` are those that were neither read from the cache nor written to it. */
function readUsage(value: unknown): Extract<ModelEvent, { type: 'usage' }>['usage'] {
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens, cacheDetails } = value as Record<string, unknown>;
  const details = Array.isArray(cacheDetails) ? (cacheDetails as { ttl?: unknown; inputTokens?: unknown }[]) : [];
  const long = details.reduce((sum, { ttl, inputTokens: written }) => sum + (ttl === '1h' ? count(written) : 0), 0);
  return {
    input: count(inputTokens),
    output: count(outputTokens),
    reasoning: 0,
    cache_read: count(cacheReadInputTokens),
    cache_write: count(cacheWriteInputTokens),
    ...(long > 0 && { cache_write_1h: long }),
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
}
