import { sanitize, sanitizeLine, type Translate } from '@ock/kernel';
import type { Message, Part } from '@ock/schemas';

/** characters of a call or a result that are shown */
const LINE_MAX = 120;

/** characters of an id by which people name a message */
const SHORT = 8;

/**
 * What was said and done, for reading on a terminal: prompts after `»`, calls and results in one line each.
 * @param withIds true: above each message stands what it is named by
 */
export function transcript(messages: readonly Message[], t: Translate, withIds = false): string[] {
  return messages.flatMap((message) => {
    const lines = message.parts.flatMap((part) => partLines(part, message.role, t));
    if (message.error) lines.push(t('command-session.model_error', { message: sanitizeLine(message.error.message) }));
    const opens = message.role !== 'tool' && lines.length > 0;
    const id = withIds && lines.length > 0 ? [`[${message.id.slice(-SHORT)}]`] : [];
    return opens ? ['', ...id, ...lines] : [...id, ...lines];
  });
}

function partLines(part: Part, role: Message['role'], t: Translate): string[] {
  switch (part.type) {
    case 'text':
      if (part.synthetic) return [];
      return sanitize(part.text)
        .split('\n')
        .map((line) => (role === 'user' ? `» ${line}` : line));
    case 'tool_call':
      return [t('command-session.call', { tool: part.tool, input: oneLine(inputText(part.input)) })];
    case 'tool_result':
      return [t(part.is_error ? 'command-session.failed' : 'command-session.result', { text: oneLine(part.output) })];
    case 'file':
      return [t('command-session.file', { name: sanitizeLine(part.name ?? part.mime) })];
    case 'reasoning':
      return [];
  }
}

/** The one argument that tells most, else all of them. */
function inputText(input: unknown): string {
  const { command, filePath, pattern, path } = (input ?? {}) as Record<string, unknown>;
  const telling = [command, filePath, pattern, path].find((value) => typeof value === 'string');
  return typeof telling === 'string' ? telling : JSON.stringify(input ?? {});
}

function oneLine(text: string): string {
  const [first = '', second] = text.trimStart().split('\n');
  const line = sanitizeLine(first.trimEnd());
  const cut = [...line].slice(0, LINE_MAX).join('');
  return cut.length < line.length || second !== undefined ? `${cut} …` : cut;
}
