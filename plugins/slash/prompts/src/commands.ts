import { listSlash, type Slash, sanitizeLine, type Translate } from '@ock/kernel';

/** Lists what comes at run time, with what is wrong with it. Servers are started for it. */
export function createCommands(t: Translate): Slash {
  return {
    async run({ kernel, talk, line, table, style, signal }) {
      const cwd = talk.current?.session.directory ?? kernel.cwd;
      const brought = (await listSlash(kernel, { cwd, signal, start: true })).filter(({ origin }) => origin !== undefined);
      if (brought.length === 0) line(t('slash-prompts.none'));
      else table(brought.map(({ id, usage, text, origin }) => [`/${id} ${usage ?? ''}`.trim(), text, origin ?? '']));
      const { problems, untrusted } = await (await kernel.use('service', 'prompt-commands')).find(cwd);
      for (const folder of untrusted) line(style.yellow(t('slash-prompts.untrusted', { folder: sanitizeLine(folder) })));
      for (const { file, message } of problems)
        line(style.yellow(t('slash-prompts.problem', { file: sanitizeLine(file), message: sanitizeLine(message) })));
      if (brought.length > 0) line(style.dim(t('slash-prompts.hint')));
    },
  };
}
