import type { Message, Part } from '@ock/schemas';

/** characters of one result, and of the arguments of one call */
const MAX_RESULT = 2_000;
const MAX_INPUT = 1_000;

/** Messages as text for the one who sums them up, cut in the middle where they are longer than `maxChars`. */
export function transcript(messages: readonly Message[], maxChars: number): string {
  const entries = messages
    .map(({ role, parts }) =>
      parts
        .map((part) => told(role, part))
        .filter(Boolean)
        .join('\n'),
    )
    .filter(Boolean);
  return clip(entries.join('\n\n'), maxChars);
}

function told(role: Message['role'], part: Part): string {
  switch (part.type) {
    case 'text':
      return part.synthetic && !part.text.startsWith('<session_summary>') ? '' : `${role === 'user' ? 'PERSON' : 'AGENT'}: ${part.text}`;
    case 'tool_call':
      return `CALL ${part.tool} ${clip(JSON.stringify(part.input), MAX_INPUT)}`;
    case 'tool_result':
      return `RESULT ${part.tool}${part.is_error ? ' (failed)' : ''}: ${clip(part.output, MAX_RESULT)}`;
    case 'file':
      return `FILE ${part.name ?? part.mime}`;
    case 'reasoning':
      return '';
  }
}

/** The beginning and the end of a text that is too long. */
export function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const half = Math.max(0, Math.floor((maxChars - 40) / 2));
  return `${text.slice(0, half)}\n… ${text.length - 2 * half} characters left out …\n${half === 0 ? '' : text.slice(-half)}`;
}
