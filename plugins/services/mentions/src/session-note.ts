import { KernelError, type SessionService } from '@ock/kernel';
import type { Message } from '@ock/schemas';

const MAX_CHARS = 6_000;
const MAX_PROMPTS = 10;

/**
 * What another session came to: its last summary, else what was asked and what was answered last. Undefined: there is no such session.
 * @param asking the session that asks: `latest` is the last changed one but for it
 */
export async function sessionNote(
  ref: string,
  cwd: string,
  open: () => Promise<SessionService>,
  asking: string | undefined,
): Promise<string | undefined> {
  const sessions = await open();
  try {
    const others = ref === 'latest' ? await sessions.list({ directory: cwd, limit: 2 }) : undefined;
    const session = others ? others.find(({ id }) => id !== asking) : await sessions.resolve(ref, cwd);
    if (!session) return undefined;
    const messages = await sessions.messages(session.id);
    const summary = messages.findLast(({ compaction }) => compaction?.kind === 'summary' && !compaction.undone);
    const prompts = messages.filter(({ role, compaction }) => role === 'user' && !compaction).map(textOf);
    const answer = messages
      .filter(({ role }) => role === 'assistant')
      .map(textOf)
      .findLast(Boolean);
    const asked = prompts
      .filter(Boolean)
      .slice(-MAX_PROMPTS)
      .map((text) => `- ${text.slice(0, 500)}`)
      .join('\n');
    const kept = (session.state.summary as { text?: unknown } | undefined)?.text;
    const told = [
      typeof kept === 'string' && `Summary:\n${kept.slice(0, MAX_CHARS)}`,
      summary && allText(summary).slice(-MAX_CHARS),
      `Asked:\n${asked}`,
      answer && `Answered last:\n${answer.slice(0, MAX_CHARS / 2)}`,
    ];
    return `<session id="${session.id}" title="${session.title.replaceAll('"', "'")}">\n${told.filter(Boolean).join('\n\n')}\n</session>`;
  } catch (error) {
    if (error instanceof KernelError && ['OC_SESSION_NOT_FOUND', 'OC_SESSION_AMBIGUOUS'].includes(error.code)) return undefined;
    throw error;
  }
}

function textOf({ parts }: Message): string {
  return parts.map((part) => (part.type === 'text' && !part.synthetic ? part.text : '')).join('');
}

function allText({ parts }: Message): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
