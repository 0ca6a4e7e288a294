import { KernelError } from '@ock/kernel';
import { Flags, OcCommand } from '@ock/kernel/command';
import { GIT_STEPS, gitState } from '../git-update.ts';
import { type Installation, installation, installCommand } from '../install-method.ts';
import { runStep } from '../run-step.ts';

interface UpgradeAnswer {
  method: Installation['method'];
  current: string;
  /** a version, or how many commits are new */
  available?: string;
  upgraded: boolean;
  /** what was run, or would be */
  steps: string[];
}

export default class Upgrade extends OcCommand {
  static override summary = 'bring opencode up to date, the way it was installed';
  static override examples = ['<%= config.bin %> upgrade'];
  static override enableJsonFlag = true;
  static override flags = { check: Flags.boolean({ summary: 'only say whether there is something new' }) };

  async run(): Promise<UpgradeAnswer> {
    const { flags } = await this.parse(Upgrade);
    const kernel = await this.kernel();
    const where = installation(kernel.options.installRoot);
    if (where.method === 'git') return this.#checkout(where, flags.check);
    if (where.method === 'archive' || !where.published) {
      throw new KernelError('OC_INPUT', {
        message: this.t(`command-upgrade.${where.method === 'archive' ? 'archive' : 'unpublished'}`, { root: where.root }),
      });
    }
    return this.#package(where, where.published, flags.check);
  }

  async #checkout({ root }: Installation, check: boolean): Promise<UpgradeAnswer> {
    const kernel = await this.kernel();
    const { behind, dirty, branch, commit } = await gitState(kernel, root, this.t);
    const answer = {
      method: 'git' as const,
      current: `${kernel.options.version} (${branch} ${commit})`,
      available: this.t('command-upgrade.commits', { behind }),
      upgraded: false,
    };
    const steps = behind > 0 ? GIT_STEPS : [];
    this.out(
      this.t(behind > 0 ? 'command-upgrade.new' : 'command-upgrade.latest', { current: answer.current, available: answer.available }),
    );
    if (behind > 0 && !check) {
      if (dirty) throw new KernelError('OC_INPUT', { message: this.t('command-upgrade.dirty', { root }) });
      await this.#steps(root, steps);
    }
    return { ...answer, upgraded: behind > 0 && !check, steps: steps.map((step) => step.join(' ')) };
  }

  async #package({ method, root }: Installation, name: string, check: boolean): Promise<UpgradeAnswer> {
    const kernel = await this.kernel();
    const current = kernel.options.version;
    const available = await runStep(kernel, root, ['npm', 'view', name, 'version']);
    const isNew = available !== current;
    const step = installCommand(method, name);
    this.out(this.t(isNew ? 'command-upgrade.new' : 'command-upgrade.latest', { current, available }));
    if (isNew && !check) await this.#steps(root, [step]);
    return { method, current, available, upgraded: isNew && !check, steps: isNew ? [step.join(' ')] : [] };
  }

  async #steps(root: string, steps: string[][]): Promise<void> {
    const kernel = await this.kernel();
    for (const step of steps) {
      this.note(`$ ${step.join(' ')}`);
      await runStep(kernel, root, step, (text) => process.stderr.write(text));
    }
    this.out(this.t('command-upgrade.done'));
  }
}
