import { KernelError, type Reverted, type RevertOptions } from '@ock/kernel';
import { Flags } from '@ock/kernel/command';
import { dryRunFlag, sessionArg, UndoCommand } from '../../undo-command.ts';

export default class SessionRevert extends UndoCommand {
  static override summary = 'undo the last prompt of a session: what was said and what was done to files';
  static override examples = ['<%= config.bin %> session revert latest'];
  static override description =
    'Only what agents changed is put back, and only where nobody else changed it since: such a file stays, and the difference is shown. "opencode session unrevert" takes it back.';
  static override args = sessionArg;
  static override flags = {
    to: Flags.string({ summary: 'undo everything from this message on, or since this checkpoint', helpValue: 'MESSAGE' }),
    files: Flags.boolean({ summary: 'only files', exclusive: ['conversation'] }),
    conversation: Flags.boolean({ summary: 'only the conversation', exclusive: ['files'] }),
    ...dryRunFlag,
  };

  async run(): Promise<Reverted> {
    const { args, flags } = await this.parse(SessionRevert);
    if (flags.to === '') throw new KernelError('OC_USAGE', { message: this.t('command-undo.to_empty') });
    const { session, snapshots } = await this.find(args.id);
    const options: RevertOptions = {
      dryRun: flags['dry-run'],
      ...(flags.to !== undefined && { to: flags.to }),
      ...(flags.files && { only: 'files' }),
      ...(flags.conversation && { only: 'conversation' }),
    };
    const revert = () => snapshots.revert(session.id, options);
    const done = await (flags['dry-run'] ? revert() : this.alone(session, revert));
    await this.tell(done, flags['dry-run']);
    return done;
  }
}
