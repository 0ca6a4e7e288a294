import { createInterface } from 'node:readline/promises';
import { emptyTrash, KernelError } from '@ock/kernel';
import { Flags } from '@ock/kernel/command';
import { TrashCommand } from '../../trash-command.ts';

export default class TrashEmpty extends TrashCommand {
  static override summary = 'delete for good what agents removed';
  static override examples = ['<%= config.bin %> trash empty'];
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'do not ask' }) };

  async run(): Promise<{ deleted: number }> {
    const { flags } = await this.parse(TrashEmpty);
    const trashed = await this.trashed();
    if (trashed.length === 0) {
      this.note(this.t('command-undo.trash_empty'));
      return { deleted: 0 };
    }
    if (!flags.yes && !(await this.#agreed(trashed.length))) return { deleted: 0 };
    await emptyTrash(trashed);
    this.out(this.t('command-undo.emptied', { count: trashed.length }));
    return { deleted: trashed.length };
  }

  /** @throws OC_USAGE when nobody can be asked */
  async #agreed(count: number): Promise<boolean> {
    if (!process.stdin.isTTY || !process.stderr.isTTY) throw new KernelError('OC_USAGE', { message: this.t('command-undo.no_terminal') });
    const rl = createInterface({ input: process.stdin, output: process.stderr });
    const interrupted = new Promise<string>((resolve) => rl.once('close', () => resolve('')));
    try {
      const answer = await Promise.race([rl.question(this.t('command-undo.sure', { count })), interrupted]);
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      rl.close();
    }
  }
}
