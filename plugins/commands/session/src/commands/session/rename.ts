import { KernelError, sanitizeLine } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { resolveOne } from '../../resolve-all.ts';

export default class SessionRename extends OcCommand {
  static override summary = 'give a session another title';
  static override enableJsonFlag = true;
  static override strict = false;
  static override examples = ['<%= config.bin %> session rename latest Login works again'];
  static override args = {
    id: Args.string({ required: true, description: 'id, a unique part of one, or latest' }),
    title: Args.string({ required: true, description: 'new title; further words belong to it' }),
  };

  async run(): Promise<{ id: string; title: string }> {
    const { args, argv } = await this.parse(SessionRename);
    const title = sanitizeLine((argv as string[]).slice(1).join(' ')).trim();
    if (title === '') throw new KernelError('OC_USAGE', { message: this.t('command-session.title_empty') });
    const { sessions, session } = await resolveOne(await this.kernel(), args.id);
    // the order of the list tells when something was said, not when it was named
    await sessions.update(session.id, { title, updated_at: session.updated_at });
    this.out(this.t('command-session.renamed', { id: session.id, title }));
    return { id: session.id, title };
  }
}
