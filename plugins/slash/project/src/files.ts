import { type Slash, type SlashContext, sanitizeLine, shownPath, type Translate } from '@ock/kernel';

const MAX_SHOWN = 40;

/** Without words what agents changed in this session, else files by their paths. */
export function createFiles(t: Translate): Slash {
  return {
    run: (context, rest) => (rest === '' ? changed(context, t) : search(context, rest, t)),
  };
}

async function changed({ kernel, talk, line, style }: SlashContext, t: Translate): Promise<void> {
  const session = talk.current?.session;
  const snapshots = session && kernel.find('service', 'snapshots') ? await kernel.use('service', 'snapshots') : undefined;
  const changes = session && snapshots ? await snapshots.changes(session.id) : [];
  const paths = new Set([...changes.map(({ path }) => path), ...(talk.current?.filesChanged ?? [])]);
  if (paths.size === 0) return line(t('slash-project.no_changes'));
  line(style.bold(t('slash-project.changed')));
  for (const path of [...paths].sort().slice(0, MAX_SHOWN)) line(sanitizeLine(shownPath(path, session?.directory ?? kernel.cwd)));
}

async function search({ kernel, talk, line, signal }: SlashContext, words: string, t: Translate): Promise<void> {
  const mentions = await kernel.use('service', 'mentions');
  const found = await mentions.complete(words, MAX_SHOWN, talk.current?.session.directory ?? kernel.cwd, signal);
  const files = found.filter(({ kind }) => kind === 'file' || kind === 'folder');
  if (files.length === 0) line(t('slash-project.no_files'));
  for (const { text } of files) line(sanitizeLine(text));
}
