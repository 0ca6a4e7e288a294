import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { resolveOne } from '../../resolve-all.ts';

export default class SessionFork extends OcCommand {
  static override summary = 'copy a session, to go on another way';
  static override examples = ['<%= config.bin %> session fork latest', '<%= config.bin %> session fork latest --at 9KX2M4QZ'];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };
  static override flags = { at: Flags.string({ summary: 'last message to copy', helpValue: 'MESSAGE' }) };

  async run(): Promise<{ id: string; original: string }> {
    const { args, flags } = await this.parse(SessionFork);
    const { sessions, session } = await resolveOne(await this.kernel(), args.id);
    const { id } = await sessions.fork(session.id, flags.at);
    this.out(this.t('command-session.forked', { id, original: session.id }));
    return { id, original: session.id };
  }
}
