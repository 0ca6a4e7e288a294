import { join } from 'node:path';
import { listTrash, type Trashed } from '@ock/kernel';
import { OcCommand } from '@ock/kernel/command';

/** What the commands below `opencode trash` share. */
export abstract class TrashCommand extends OcCommand {
  static override enableJsonFlag = true;

  /** What agents removed, the last first. */
  protected async trashed(): Promise<Trashed[]> {
    return listTrash(join((await this.kernel()).paths.data, 'tool-output'));
  }
}
