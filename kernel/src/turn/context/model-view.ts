import type { Message, ToolResultPart } from '@ock/schemas';

/** characters up to which an old result is not worth clearing */
export const SMALL_RESULT = 400;

/** cleared copies, so that a message is copied once */
const cleared = new WeakMap<Message, Message>();

/**
 * What the model sees of a session: from the last summary on, and what that spared, with the results cleared that are marked so. Nothing is lost by it:
 * the messages themselves stay as they are. The same history always gives the same view, so that caches hold.
 */
export function modelView(messages: readonly Message[]): readonly Message[] {
  const summary = messages.findLastIndex(({ compaction }) => compaction?.kind === 'summary' && !compaction.undone);
  const clear = messages.findLastIndex(({ compaction }) => compaction?.kind === 'clear' && !compaction.undone);
  const marker = messages[summary];
  if (!marker && clear === -1)
    return messages.some(({ compaction }) => compaction) ? messages.filter(({ compaction }) => !compaction) : messages;
  const spared = clear === -1 ? 0 : startOfSpared(messages, clear);
  const view: Message[] = marker ? [marker] : [];
  for (let at = marker ? startOfSpared(messages, summary) : 0; at < messages.length; at++) {
    const message = messages[at];
    if (message && !message.compaction) view.push(at < spared ? withoutResults(message) : message);
  }
  return view;
}

/** Counts messages with content: those without are not told to models, and are not in memory as they are in the store. */
function startOfSpared(messages: readonly Message[], marker: number): number {
  let left = messages[marker]?.compaction?.spares ?? 0;
  let at = marker;
  while (at > 0 && left > 0) {
    at--;
    if (counts(messages[at])) left--;
  }
  return at;
}

/** Is it a message that markers count? */
export function counts(message: Message | undefined): boolean {
  return message !== undefined && message.parts.length > 0 && !message.compaction;
}

function withoutResults(message: Message): Message {
  if (message.role !== 'tool' || !message.parts.some(isLarge)) return message;
  const known = cleared.get(message);
  if (known) return known;
  const copy = { ...message, parts: message.parts.map((part) => (isLarge(part) ? clearedResult(part) : part)) };
  cleared.set(message, copy);
  return copy;
}

/** Is it a result that is worth clearing? */
export function isLarge(part: Message['parts'][number]): part is ToolResultPart {
  return part.type === 'tool_result' && (part.output.length > SMALL_RESULT || (part.attachments?.length ?? 0) > 0);
}

function clearedResult(part: ToolResultPart): ToolResultPart {
  const file = part.metadata?.output_file;
  const where = typeof file === 'string' ? ` It stands in ${file}.` : ' Call the tool again if you need it.';
  const { attachments: _files, ...rest } = part;
  return { ...rest, output: `(This old result of ${part.output.length} characters was cleared to save room.${where})` };
}
