import { inputObject, type ModelContent, type ModelMessage, type ModelTarget, withAnsweredCalls } from '@ock/kernel';
import { fileBlock } from './files.ts';
import { quirksOf } from './quirks.ts';

export type Block = Record<string, unknown>;
export interface ConverseMessage {
  role: 'user' | 'assistant';
  content: Block[];
}

/** The `messages` of a request: roles alternate, the user begins, no text is blank, and a document never stands without text. */
export function buildMessages(messages: readonly ModelMessage[], target: ModelTarget): ConverseMessage[] {
  const built: ConverseMessage[] = [];
  const blocks = new Blocks(target);
  for (const message of withAnsweredCalls(messages)) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = message.content.flatMap((part) => blocks.of(part, role));
    if (content.length === 0) continue;
    const last = built.at(-1);
    if (last?.role === role) last.content.push(...content);
    else built.push({ role, content });
  }
  if (built[0]?.role === 'assistant') built.unshift({ role: 'user', content: [{ text: '(continued)' }] });
  for (const { content } of built) {
    if (content.some(({ document }) => document) && !content.some(({ text }) => text)) content.push({ text: '(see the document)' });
  }
  return built;
}

class Blocks {
  readonly #target: ModelTarget;
  #documents = 0;

  constructor(target: ModelTarget) {
    this.#target = target;
  }

  of(part: ModelContent, role: ConverseMessage['role']): Block[] {
    switch (part.type) {
      case 'text':
        return part.text.trim() === '' ? [] : [{ text: part.text }];
      case 'file':
        return role === 'user' ? [this.#file(part)] : [];
      case 'reasoning':
        return role === 'assistant' ? reasoning(part) : [];
      case 'tool_call':
        return [{ toolUse: { toolUseId: callId(part.id), name: part.name, input: inputObject(part.input) } }];
      case 'tool_result':
        return [{ toolResult: this.#result(part) }];
    }
  }

  #file(file: { mime: string; data: string; name?: string }): Block {
    const block = fileBlock(file, this.#target, this.#documents + 1);
    if (block.document) this.#documents++;
    return block;
  }

  #result(part: Extract<ModelContent, { type: 'tool_result' }>): Block {
    const files = (part.files ?? []).map((file) => this.#file(file));
    const blank = part.text.trim() === '';
    const content = blank && files.length > 0 ? files : [{ text: blank ? '(no output)' : part.text }, ...files];
    const failed = part.isError && quirksOf(this.#target).toolStatus ? { status: 'error' } : {};
    return { toolUseId: callId(part.id), content, ...failed };
  }
}

/** Reasoning is taken back only with the proof that came with it; without one (another provider's) it is left out. */
function reasoning(part: Extract<ModelContent, { type: 'reasoning' }>): Block[] {
  const opaque = part.opaque as { redactedContent?: unknown } | null | undefined;
  if (typeof opaque?.redactedContent === 'string') return [{ reasoningContent: { redactedContent: opaque.redactedContent } }];
  return part.signature ? [{ reasoningContent: { reasoningText: { text: part.text, signature: part.signature } } }] : [];
}

/** Ids of other providers may be longer, or hold characters that are refused here. */
function callId(id: string): string {
  return id.replace(/[^\w-]/g, '_').slice(-64);
}
