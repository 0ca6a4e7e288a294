import { type SessionService, type Slash, type SlashContext, type SlashWord, sanitizeLine, type Translate } from '@ock/kernel';
import type { Message, Session } from '@ock/schemas';
import { openTalk, sessionWords, titleOf } from './texts.ts';

/** sessions that are listed or found */
const SHOWN = 20;
/** characters of an id by which people name it */
const SHORT = 8;

export function createNew(t: Translate): Slash {
  return {
    async run({ talk, line }) {
      await talk.fresh();
      line(t('slash-sessions.new'));
    },
  };
}

export function createSessions(t: Translate): Slash {
  return {
    async run({ talk, kernel, line, table, style }, rest) {
      const sessions = await talk.sessions();
      const found = await sessions.list({ directory: kernel.cwd, limit: SHOWN, ...(rest !== '' && { search: rest }) });
      const { format } = kernel.language;
      const rows = found.map(async (session) => {
        const { status } = await sessions.facts(session.id);
        const mark = session.id === talk.current?.session.id ? '*' : ' ';
        return [
          `${mark} ${session.id.slice(-SHORT)}`,
          format.ago(session.updated_at),
          style.dim(t(`slash-sessions.is_${status}`)),
          titleOf(session, t),
        ];
      });
      if (found.length === 0)
        line(rest === '' ? t('slash-sessions.no_sessions') : t('slash-sessions.no_title_has', { search: sanitizeLine(rest) }));
      else table(await Promise.all(rows));
    },
  };
}

export function createResume(t: Translate): Slash {
  return {
    async run(context, rest) {
      const { talk, line } = context;
      const id = rest === '' ? await lastBut(context) : rest;
      if (id === undefined) {
        line(t('slash-sessions.no_earlier'));
        return;
      }
      const { session, agent, model } = await talk.resume(id);
      const prompts = await promptsOf(await talk.sessions(), session);
      line(t('slash-sessions.went_on', { id: session.id, title: titleOf(session, t), prompts, agent, model }));
    },
    complete: (context) => sessionWords(context, t),
  };
}

/** Of the whole session, or of its beginning: up to and with the message named. */
export function createFork(t: Translate): Slash {
  return {
    async run(context, rest) {
      const { talk, line } = context;
      const original = openTalk(context, t)?.session.id;
      if (original === undefined) return;
      const copy = rest === '' ? undefined : await (await talk.sessions()).fork(original, rest);
      const { session } = copy ? await talk.resume(copy.id) : await talk.resume(original, true);
      line(t('slash-sessions.forked', { id: session.id, original }));
    },
    complete: ({ talk }) => (talk.current ? turnEnds(talk.current.messages) : []),
  };
}

/** The last message of each turn by a part of its id, the newest first, with the prompt that it began with. */
function turnEnds(messages: readonly Message[]): SlashWord[] {
  const turns = messages.flatMap(({ role, compaction, parts }, at) => {
    if (role !== 'user' || compaction) return [];
    const typed = parts.flatMap((part) => (part.type === 'text' && !part.synthetic ? [part.text] : [])).join(' ');
    const next = messages.findIndex((later, index) => index > at && later.role === 'user');
    const last = messages.at(next === -1 ? -1 : next - 1);
    return last ? [{ word: last.id.slice(-SHORT), text: sanitizeLine(typed) }] : [];
  });
  return turns.reverse();
}

/** The open one is left, too: it would be shown again by what is said in it. */
export function createArchive(t: Translate): Slash {
  return {
    async run(context, rest) {
      const { talk, kernel, line } = context;
      const sessions = await talk.sessions();
      const session = rest === '' ? openTalk(context, t)?.session : await sessions.resolve(rest, kernel.cwd);
      if (!session) return;
      const { id } = session;
      if (id === talk.current?.session.id) await talk.fresh();
      line(t('slash-sessions.archived', { id, title: titleOf(await sessions.archive(id, true), t) }));
    },
    complete: (context) => sessionWords(context, t),
  };
}

export function createSearch(t: Translate): Slash {
  return {
    async run({ talk, kernel, line, style, signal }, rest) {
      if (rest === '') {
        line(t('slash-sessions.no_words'));
        return;
      }
      const matches = await (await talk.sessions()).search(rest, { directory: kernel.cwd, limit: SHOWN, signal });
      if (matches.length === 0) line(t('slash-sessions.nothing_found', { text: sanitizeLine(rest) }));
      for (const { session, hits } of matches) {
        const age = kernel.language.format.ago(session.updated_at);
        line(t('slash-sessions.found_line', { id: session.id.slice(-SHORT), age, title: titleOf(session, t) }));
        for (const { kind, snippet, at, length } of hits) {
          if (kind === 'title') continue;
          line(`  ${snippet.slice(0, at)}${style.bold(snippet.slice(at, at + length))}${snippet.slice(at + length)}`);
        }
      }
    },
  };
}

/** How many it has had that were not undone. */
async function promptsOf(sessions: SessionService, { id, undone = [] }: Session): Promise<number> {
  let count = 0;
  const visit = (message: Pick<Message, 'id' | 'role' | 'compaction'>) => {
    const isUndone = undone.some(({ from, to }) => message.id >= from && (to === undefined || message.id < to));
    if (message.role === 'user' && !message.compaction && !isUndone) count++;
  };
  await sessions.eachMessage(visit, new Set([id]));
  return count;
}

/** The last changed one that is not open. */
async function lastBut({ talk, kernel }: SlashContext): Promise<string | undefined> {
  const newest = await (await talk.sessions()).list({ directory: kernel.cwd, limit: 2 });
  return newest.find(({ id }) => id !== talk.current?.session.id)?.id;
}
