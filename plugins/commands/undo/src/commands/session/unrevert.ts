import type { Reverted } from '@ock/kernel';
import { dryRunFlag, sessionArg, UndoCommand } from '../../undo-command.ts';

export default class SessionUnrevert extends UndoCommand {
  static override summary = 'take the last revert back, as long as nothing was prompted since';
  static override examples = ['<%= config.bin %> session unrevert latest'];
  static override args = sessionArg;
  static override flags = dryRunFlag;

  async run(): Promise<Reverted> {
    const { args, flags } = await this.parse(SessionUnrevert);
    const { session, snapshots } = await this.find(args.id);
    const unrevert = () => snapshots.unrevert(session.id, { dryRun: flags['dry-run'] });
    const done = await (flags['dry-run'] ? unrevert() : this.alone(session, unrevert));
    await this.tell(done, flags['dry-run']);
    return done;
  }
}
