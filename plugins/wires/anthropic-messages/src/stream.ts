import { type AnswerReader, earlyEnd, type ModelEvent, type ModelTarget, streamFailure, unreadable } from '@ock/kernel';
import { finishReason } from './finish.ts';
import { MessageUsage } from './usage.ts';

type Emit = (event: ModelEvent) => void;
interface ContentBlock {
  type?: string;
  id?: string;
  name?: string;
  input?: unknown;
  text?: string;
  thinking?: string;
  signature?: string;
  data?: string;
}
interface StreamEvent {
  type?: string;
  index?: number;
  message?: { id?: string; model?: string; usage?: unknown };
  content_block?: ContentBlock;
  delta?: { type?: string; text?: string; thinking?: string; signature?: string; partial_json?: string; stop_reason?: string | null };
  usage?: unknown;
  error?: unknown;
}
type Open =
  | { kind: 'text' }
  | { kind: 'thinking'; signature: string }
  | { kind: 'tool'; index: number; id: string; name: string; text: string };

/** Turns the events of one answer into ours. Several blocks may be open at once; each is told as it closes. */
export class MessagesReader implements AnswerReader {
  readonly #target: ModelTarget;
  readonly #emit: Emit;
  readonly #open = new Map<number, Open>();
  readonly #usage = new MessageUsage();
  #tools = 0;
  #reason: string | undefined;

  constructor(target: ModelTarget, emit: Emit) {
    this.#target = target;
    this.#emit = emit;
  }

  event(value: unknown): boolean {
    if (value === null || typeof value !== 'object') throw unreadable('an event that is not an object', this.#target, true);
    const event = value as StreamEvent;
    const index = event.index ?? 0;
    switch (event.type) {
      case 'message_start':
        this.#start(event.message ?? {});
        return false;
      case 'content_block_start':
        this.#openBlock(index, event.content_block ?? {});
        return false;
      case 'content_block_delta':
        this.#delta(this.#open.get(index), event.delta ?? {});
        return false;
      case 'content_block_stop':
        this.#closeBlock(index);
        return false;
      case 'message_delta':
        if (event.delta?.stop_reason) this.#reason = event.delta.stop_reason;
        this.#usage.add(event.usage);
        return false;
      case 'message_stop':
        return true;
      default:
        if (event.error) throw streamFailure({ error: event.error }, this.#target);
        return false;
    }
  }

  whole(value: unknown): void {
    const message = value as {
      type?: string;
      error?: unknown;
      content?: ContentBlock[];
      stop_reason?: string;
      id?: string;
      usage?: unknown;
    };
    if (message.error) throw streamFailure({ error: message.error }, this.#target);
    if (!Array.isArray(message.content)) throw unreadable('JSON that is not a message: is the base URL right?', this.#target, false);
    this.#start(message);
    message.content.forEach((block, index) => {
      this.#openBlock(index, block);
      this.#closeBlock(index);
    });
    this.#reason = message.stop_reason ?? 'end_turn';
    this.end();
  }

  end(): void {
    if (this.#reason === undefined) throw earlyEnd(this.#target);
    for (const index of [...this.#open.keys()]) this.#closeBlock(index);
    this.#tellUsage();
    this.#emit({ type: 'finish', reason: finishReason(this.#reason, this.#tools > 0) });
  }

  /** Usage comes before the end: an answer that breaks off is not free. */
  broken(): void {
    this.#tellUsage();
  }

  #tellUsage(): void {
    const usage = this.#usage.total();
    if (usage) this.#emit({ type: 'usage', usage });
  }

  #start(message: { id?: string; model?: string; usage?: unknown }): void {
    this.#usage.add(message.usage);
    this.#emit({ type: 'start', ...(message.id ? { id: message.id } : {}), ...(message.model ? { model: message.model } : {}) });
  }

  #openBlock(index: number, block: ContentBlock): void {
    if (block.type === 'text') {
      this.#open.set(index, { kind: 'text' });
      if (block.text) this.#emit({ type: 'text', text: block.text });
    } else if (block.type === 'thinking') {
      this.#open.set(index, { kind: 'thinking', signature: block.signature ?? '' });
      if (block.thinking) this.#emit({ type: 'reasoning', text: block.thinking });
    } else if (block.type === 'redacted_thinking') {
      this.#emit({ type: 'reasoning_end', opaque: { type: 'redacted_thinking', data: block.data ?? '' } });
    } else if (block.type === 'tool_use') {
      const tool = { kind: 'tool' as const, index: this.#tools++, id: block.id ?? `toolu_${index}`, name: block.name ?? '', text: '' };
      this.#open.set(index, tool);
      this.#emit({ type: 'tool_start', index: tool.index, id: tool.id, name: tool.name });
      const given = block.input !== null && typeof block.input === 'object' && Object.keys(block.input).length > 0;
      if (given) this.#toolText(tool, JSON.stringify(block.input));
    }
  }

  #delta(open: Open | undefined, delta: NonNullable<StreamEvent['delta']>): void {
    if (delta.type === 'text_delta' && delta.text) this.#emit({ type: 'text', text: delta.text });
    else if (delta.type === 'thinking_delta' && delta.thinking) this.#emit({ type: 'reasoning', text: delta.thinking });
    else if (delta.type === 'signature_delta' && open?.kind === 'thinking') open.signature += delta.signature ?? '';
    else if (delta.type === 'input_json_delta' && open?.kind === 'tool' && delta.partial_json) this.#toolText(open, delta.partial_json);
  }

  #toolText(tool: Extract<Open, { kind: 'tool' }>, text: string): void {
    tool.text += text;
    this.#emit({ type: 'tool_delta', index: tool.index, text });
  }

  #closeBlock(index: number): void {
    const open = this.#open.get(index);
    this.#open.delete(index);
    if (open?.kind === 'thinking') this.#emit({ type: 'reasoning_end', ...(open.signature ? { signature: open.signature } : {}) });
    if (open?.kind !== 'tool') return;
    this.#emit({ type: 'tool_call', index: open.index, id: open.id, name: open.name, input: open.text.trim() === '' ? '{}' : open.text });
  }
}
