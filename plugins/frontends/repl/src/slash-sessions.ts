import { stat } from 'node:fs/promises';
import { atomicWrite, cachedShare, costText, KernelError, resolvePath, sanitizeLine, shareText } from '@ock/kernel';
import { dollars, tokens } from './amounts.ts';
import { cut } from './call-text.ts';
import type { SlashCommand, SlashContext } from './slash.ts';

const SHOWN = 20;

/** Sessions: another one, an older one, a file of this one, its price. */
export const SESSION_COMMANDS: SlashCommand[] = [
  {
    name: 'new',
    run: async ({ talk, screen, t }) => {
      await talk.fresh();
      screen.line(t('frontend-repl.new_session'));
    },
  },
  { name: 'sessions', run: showSessions },
  {
    name: 'resume',
    usage: '[ID]',
    run: async (context, rest) => {
      const { talk, screen, t } = context;
      const id = await wanted(context, rest);
      if (id === undefined) return screen.line(t('frontend-repl.no_earlier'));
      if (id === talk.current?.session.id) return showSession(context);
      const { session, messages, agent, model } = await talk.resume(id);
      const prompts = messages.filter(({ role }) => role === 'user').length;
      screen.line(t('frontend-repl.resumed', { id: session.id, title: sanitizeLine(session.title), prompts, agent, model }));
    },
  },
  {
    name: 'session',
    run: showSession,
  },
  {
    name: 'cost',
    run: ({ talk, screen, t }) => {
      const session = talk.current?.session;
      if (!session) return screen.line(t('frontend-repl.no_session'));
      const { input, output, cache_read, cache_write } = session.usage;
      const args = {
        input: tokens(input),
        output: tokens(output),
        read: tokens(cache_read),
        write: tokens(cache_write),
        share: shareText(cachedShare(session.usage)),
        cost: costText(session.cost_usd, session.cost_known, t, dollars),
      };
      screen.line(t('frontend-repl.session_cost', args));
    },
  },
  { name: 'export', usage: '[FILE]', run: exportSession },
];

/** The id of the session a person means; without a word the last one but this. */
async function wanted({ talk, kernel }: SlashContext, word: string): Promise<string | undefined> {
  const sessions = await talk.sessions();
  if (word) return (await sessions.resolve(word, kernel.cwd)).id;
  const newest = await sessions.list({ directory: kernel.cwd, limit: 2 });
  return newest.find(({ id }) => id !== talk.current?.session.id)?.id;
}

function showSession({ talk, screen, t }: SlashContext): void {
  const session = talk.current?.session;
  if (!session) screen.line(t('frontend-repl.no_session'));
  else screen.line(t('frontend-repl.session_is', { id: session.id, title: sanitizeLine(session.title), directory: session.directory }));
}

async function showSessions({ talk, screen, style, kernel, t }: SlashContext): Promise<void> {
  const sessions = await (await talk.sessions()).list({ directory: kernel.cwd, limit: SHOWN });
  for (const { id, title, updated_at } of sessions) {
    const when = new Date(updated_at).toISOString().slice(0, 16).replace('T', ' ');
    screen.line(`${id === talk.current?.session.id ? '*' : ' '} ${id}  ${style.dim(when)}  ${cut(sanitizeLine(title), 60)}`);
  }
  if (sessions.length === 0) screen.line(t('frontend-repl.no_sessions'));
}

async function exportSession({ talk, screen, kernel, t }: SlashContext, rest: string): Promise<void> {
  const session = talk.current?.session;
  if (!session) return screen.line(t('frontend-repl.no_session'));
  const file = resolvePath(rest || `${session.id}.json`, kernel.cwd);
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (exists) throw new KernelError('OC_FILE', { file, message: t('frontend-repl.file_exists') });
  const data = await (await talk.sessions()).export(session.id);
  try {
    await atomicWrite(file, `${JSON.stringify(data, null, 2)}\n`, 0o600);
  } catch (cause) {
    throw new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
  }
  screen.line(t('frontend-repl.exported', { file }));
}
