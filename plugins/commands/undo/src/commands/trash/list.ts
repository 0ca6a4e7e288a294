import { sanitizeLine, type Trashed } from '@ock/kernel';
import { table } from '@ock/kernel/command';
import { TrashCommand } from '../../trash-command.ts';

export default class TrashList extends TrashCommand {
  static override summary = 'what agents removed with the tool rm, the last first';
  static override examples = ['<%= config.bin %> trash list'];

  async run(): Promise<Pick<Trashed, 'id' | 'path' | 'removed_at'>[]> {
    await this.parse(TrashList);
    const trashed = await this.trashed();
    if (trashed.length === 0) this.note(this.t('command-undo.trash_empty'));
    for (const line of table(
      trashed.map(({ id, path, removed_at }) => [id, removed_at.slice(0, 16).replace('T', ' '), sanitizeLine(path)]),
    ))
      this.out(line);
    return trashed.map(({ id, path, removed_at }) => ({ id, path, removed_at }));
  }
}
