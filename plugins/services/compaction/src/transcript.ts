import type { Message, Part } from '@ock/schemas';

/** characters of one result, and of the arguments of one call */
const MAX_RESULT = 2_000;
const MAX_INPUT = 1_000;

/** Messages as text for the one who sums them up, cut in the middle where they are longer than `maxChars`. */
export function transcript(messages: readonly Message[], maxChars: number): string {
  let calls: string[] = [];
  const entries = messages
    .map(({ role, parts }) => {
      if (role === 'assistant') calls = parts.flatMap((part) => (part.type === 'tool_call' ? [part.call_id] : []));
      return (role === 'tool' ? inOrder(parts, calls) : parts)
        .map((part) => told(role, part))
        .filter(Boolean)
        .join('\n');
    })
    .filter(Boolean);
  return clip(entries.join('\n\n'), maxChars);
}

/** Results stand in the order in which they came; the same work must always be told the same way. */
function inOrder(results: readonly Part[], calls: readonly string[]): Part[] {
  const place = (part: Part) => (part.type === 'tool_result' ? calls.indexOf(part.call_id) : -1);
  return results.toSorted((a, b) => place(a) - place(b));
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
