import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KernelError, makeFolder, resolvePath, sweepTemporaries, temporaryBeside } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';

export default class SessionBackup extends OcCommand {
  static override summary = 'copy all sessions to a file, while others may go on working';
  static override examples = ['<%= config.bin %> session backup ~/sessions-backup'];
  static override description =
    'Without a name, into the folder backups of the data folder. The copy is whole and private; it takes the place of the original when opencode is not running.';
  static override enableJsonFlag = true;
  static override args = { file: Args.string({ description: 'file to write (a folder for the store of files); it must not exist' }) };

  async run(): Promise<{ file: string }> {
    const { args } = await this.parse(SessionBackup);
    const kernel = await this.kernel();
    const file = args.file === undefined ? join(kernel.paths.data, 'backups', stamp(new Date())) : resolvePath(args.file, kernel.cwd);
    if (existsSync(file)) throw new KernelError('OC_FILE', { file, message: this.t('command-session.backup_exists') });
    try {
      makeFolder(dirname(file));
    } catch (cause) {
      throw new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
    }
    const store = await kernel.openStore();
    const { backup } = store;
    if (!backup) throw new KernelError('OC_STORE', { dir: file, because: 'reason.no_backup' });
    await this.working(() => whole(file, (path) => backup.call(store, path)));
    this.out(this.t('command-session.backed_up', { file }));
    return { file };
  }
}

/** A copy has its name once it is whole: half of one would be taken for a copy. */
async function whole(file: string, make: (path: string) => Promise<void>): Promise<void> {
  sweepTemporaries(file);
  const temporary = temporaryBeside(file);
  try {
    await make(temporary);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** `sessions-2026-11-21T16-20-05` */
function stamp(time: Date): string {
  return `sessions-${time.toISOString().slice(0, 19).replaceAll(':', '-')}`;
}
