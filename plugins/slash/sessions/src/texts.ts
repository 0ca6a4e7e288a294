import { type Conversation, type SlashContext, type SlashWord, sanitizeLine, type Translate } from '@ock/kernel';
import type { Session } from '@ock/schemas';

/** The open conversation. Where there is none, that is said. */
export function openTalk({ talk, line }: SlashContext, t: Translate): Conversation | undefined {
  if (!talk.current) line(t('slash-sessions.none'));
  return talk.current;
}

export function titleOf({ title }: Pick<Session, 'title'>, t: Translate): string {
  return sanitizeLine(title) || t('slash-sessions.untitled');
}

/** Ids of the folder's last sessions, for completion. */
export async function sessionWords({ talk, kernel }: SlashContext, t: Translate): Promise<SlashWord[]> {
  const { format } = kernel.language;
  const sessions = await (await talk.sessions()).list({ directory: kernel.cwd, limit: 50 });
  return sessions.map((session) => ({ word: session.id, text: `${format.ago(session.updated_at)}  ${titleOf(session, t)}` }));
}
