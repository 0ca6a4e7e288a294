import { existsSync } from 'node:fs';
import { atomicWrite, KernelError, resolvePath, type Slash, type SlashContext, type Translate } from '@ock/kernel';
import { openTalk } from './texts.ts';

/** The session as JSON, to import again. */
export function createExport(t: Translate): Slash {
  return {
    async run(context, rest) {
      const id = openTalk(context, t)?.session.id;
      if (id === undefined) return;
      const data = await (await context.talk.sessions()).export(id);
      await save(context, rest || `${id}.json`, `${JSON.stringify(data, null, 2)}\n`, t);
    },
  };
}

/** The session as a page to pass on. */
export function createShare(t: Translate): Slash {
  return {
    async run(context, rest) {
      const id = openTalk(context, t)?.session.id;
      if (id === undefined) return;
      const sessions = await context.talk.sessions();
      await save(context, rest || `${id}.html`, await sessions.page(await sessions.export(id, { sanitize: true })), t);
    },
  };
}

/** Readable by its owner only, and never over anything. @throws OC_FILE */
async function save({ kernel, line }: SlashContext, name: string, content: string, t: Translate): Promise<void> {
  const file = resolvePath(name, kernel.cwd);
  if (existsSync(file)) throw new KernelError('OC_FILE', { file, message: t('slash-sessions.exists') });
  try {
    await atomicWrite(file, content, 0o600);
  } catch (cause) {
    throw new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
  }
  line(t('slash-sessions.written', { file }));
}
