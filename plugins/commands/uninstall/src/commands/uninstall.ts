import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { KernelError } from '@ock/kernel';
import { Flags, OcCommand, table } from '@ock/kernel/command';
import { type Removal, removable } from '../removable.ts';

interface UninstallAnswer extends Removal {
  removed: boolean;
  install_root: string;
}

export default class Uninstall extends OcCommand {
  static override summary = 'remove what opencode keeps on this machine';
  static override examples = ['<%= config.bin %> uninstall'];
  static override description =
    'Settings, sessions, keys, caches and logs, after asking. Projects are never touched; the program itself is removed the way it was installed.';
  static override enableJsonFlag = true;
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'do not ask' }),
    'keep-data': Flags.boolean({ summary: 'keep sessions and keys' }),
    'keep-config': Flags.boolean({ summary: 'keep settings' }),
    'dry-run': Flags.boolean({ summary: 'only show what would be removed' }),
  };

  async run(): Promise<UninstallAnswer> {
    const { flags } = await this.parse(Uninstall);
    const kernel = await this.kernel();
    const { installRoot } = kernel.options;
    const keep = [...(flags['keep-data'] ? ['data'] : []), ...(flags['keep-config'] ? ['config'] : [])];
    const plan = removable({ ...kernel.paths }, keep, [kernel.cwd, installRoot]);
    this.#show(plan);
    if (flags['dry-run'] || plan.remove.length === 0) return { ...plan, removed: false, install_root: installRoot };
    if (!flags.yes && !(await this.#agreed())) {
      this.out(this.t('command-uninstall.nothing_done'));
      return { ...plan, removed: false, install_root: installRoot };
    }
    // the code cache is written at the end of a process, and would be there again
    process.env.OPENCODE_DISABLE_CODE_CACHE = '1';
    for (const { path } of plan.remove) {
      try {
        await rm(path, { recursive: true, force: true });
      } catch (cause) {
        throw new KernelError('OC_FILE', { file: path, message: (cause as Error).message }, { cause });
      }
    }
    this.out(this.t('command-uninstall.done'));
    this.out(
      this.t(installRoot.includes('node_modules') ? 'command-uninstall.program_npm' : 'command-uninstall.program', { root: installRoot }),
    );
    return { ...plan, removed: true, install_root: installRoot };
  }

  #show({ remove, left }: Removal): void {
    if (remove.length === 0) this.out(this.t('command-uninstall.nothing'));
    for (const line of table(remove.map(({ kind, path }) => [this.t('command-uninstall.removes'), kind, path]))) this.out(line);
    for (const line of table(left.map(({ kind, path, why }) => [this.t(`command-uninstall.${why}`), kind, path]))) this.out(line);
  }

  /** @throws OC_USAGE when nobody can be asked */
  async #agreed(): Promise<boolean> {
    if (!process.stdin.isTTY || !process.stderr.isTTY)
      throw new KernelError('OC_USAGE', { message: this.t('command-uninstall.no_terminal') });
    const rl = createInterface({ input: process.stdin, output: process.stderr });
    const interrupted = new Promise<string>((resolve) => rl.once('close', () => resolve('')));
    try {
      const answer = await Promise.race([rl.question(this.t('command-uninstall.sure')), interrupted]);
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      rl.close();
    }
  }
}
