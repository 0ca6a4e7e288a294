import { existsSync } from 'node:fs';
import {
  atomicWrite,
  KernelError,
  resolvePath,
  type Slash,
  type SlashContext,
  sessionFileName,
  sweepTemporaries,
  type Translate,
} from '@ock/kernel';
import { openTalk } from './texts.ts';

/** The session as JSON, to import again. */
export function createExport(t: Translate): Slash {
  return {
    async run(context, rest) {
      const session = openTalk(context, t)?.session;
      if (!session) return;
      const data = await (await context.talk.sessions()).export(session.id);
      await save(context, rest || sessionFileName(session, 'json'), `${JSON.stringify(data, null, 2)}\n`, t);
    },
  };
}

/** The session as a page to pass on. */
export function createShare(t: Translate): Slash {
  return {
    async run(context, rest) {
      const session = openTalk(context, t)?.session;
      if (!session) return;
      const sessions = await context.talk.sessions();
      await save(
        context,
        rest || sessionFileName(session, 'html'),
        await sessions.page(await sessions.export(session.id, { sanitize: true })),
        t,
      );
    },
  };
}

/** Readable by its owner only, and never over anything. @throws OC_FILE */
async function save({ kernel, line }: SlashContext, name: string, content: string, t: Translate): Promise<void> {
  const file = resolvePath(name, kernel.cwd);
  if (existsSync(file)) throw new KernelError('OC_FILE', { file, message: t('slash-sessions.exists') });
  try {
    sweepTemporaries(file);
    await atomicWrite(file, content, 0o600);
  } catch (cause) {
    throw new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
  }
  line(t('slash-sessions.written', { file }));
}
