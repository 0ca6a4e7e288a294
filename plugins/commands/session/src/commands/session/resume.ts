import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { resolveOne } from '../../resolve-all.ts';

export default class SessionResume extends OcCommand {
  static override summary = 'go on with a session';
  static override examples = ['<%= config.bin %> session resume latest'];
  static override description = 'Without an id, the last session of this folder. To go on without a conversation: run --session ID PROMPT.';
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };
  static override flags = { fork: Flags.boolean({ summary: 'go on with a copy and leave the session as it is' }) };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SessionResume);
    const kernel = await this.kernel();
    const { session } = await resolveOne(kernel, args.id);
    const frontend = await kernel.use('frontend', 'repl');
    return frontend.start({
      session: session.id,
      fork: flags.fork,
      ...(flags.agent !== undefined && { agent: flags.agent }),
      ...(flags.model !== undefined && { model: flags.model }),
    } as never);
  }
}
