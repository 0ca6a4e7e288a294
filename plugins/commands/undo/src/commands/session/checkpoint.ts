import { type Checkpoint, KernelError, sanitizeLine } from '@ock/kernel';
import { Args, Flags, table } from '@ock/kernel/command';
import { UndoCommand } from '../../undo-command.ts';

export default class SessionCheckpoint extends UndoCommand {
  static override summary = 'name this moment of a session, or list the names';
  static override examples = ['<%= config.bin %> session checkpoint latest'];
  static override description = '"opencode session revert --to NAME" goes back to it.';
  static override args = { name: Args.string({ ignoreStdin: true, description: 'absent: those there are' }) };
  static override flags = { session: Flags.string({ char: 's', summary: 'id, a unique part of one, or latest', helpValue: 'ID' }) };

  async run(): Promise<Checkpoint[]> {
    const { args, flags } = await this.parse(SessionCheckpoint);
    const { session, snapshots } = await this.find(flags.session);
    if (args.name === undefined) return this.#list(await snapshots.checkpoints(session.id));
    const name = args.name.trim();
    if (name === '') throw new KernelError('OC_USAGE', { message: this.t('command-undo.name_empty') });
    const made = await this.alone(session, () => snapshots.checkpoint(session.id, name));
    this.out(this.t('command-undo.checkpoint', { name: sanitizeLine(name), id: session.id }));
    return [made];
  }

  #list(checkpoints: Checkpoint[]): Checkpoint[] {
    if (checkpoints.length === 0) this.note(this.t('command-undo.no_checkpoints'));
    for (const line of table(checkpoints.map(({ name, time }) => [sanitizeLine(name), new Date(time).toISOString()]))) this.out(line);
    return checkpoints;
  }
}
