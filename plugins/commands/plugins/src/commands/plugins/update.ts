import { errorText, type Kernel, KernelError } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { type Installed, Installer } from '../../installer.ts';
import { interruptible } from '../../interruptible.ts';
import { parseSource } from '../../source.ts';

interface Update {
  updated: Installed[];
  failed: { name: string; message: string }[];
}

export default class PluginsUpdate extends OcCommand {
  static override summary = 'update installed plugins from where they came';
  static override examples = ['<%= config.bin %> plugins update'];
  static override description =
    'A version that wants more permissions than were granted is shown and asked for again; without consent the old one stays.';
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ description: 'package name; all when left out' }) };
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'grant what new versions ask for' }) };

  async run(): Promise<Update> {
    const { args, flags } = await this.parse(PluginsUpdate);
    const kernel = await this.kernel();
    const answer = await interruptible((signal) => this.#update(kernel, args.name, flags.yes, signal));
    if (answer.updated.length + answer.failed.length === 0) this.out(this.t('command-plugins.none_to_update'));
    if (answer.failed.length > 0) process.exitCode = 1;
    return answer;
  }

  async #update(kernel: Kernel, only: string | undefined, yes: boolean, signal: AbortSignal): Promise<Update> {
    const answer: Update = { updated: [], failed: [] };
    const installer = new Installer(kernel, signal, (text) => this.note(text));
    const entries = installer.folder.entries().filter(({ name, type }) => type === 'user' && (only === undefined || name === only));
    if (only !== undefined && entries.length === 0)
      throw new KernelError('OC_INPUT', { message: this.t('command-plugins.not_installed', { name: only }) });
    for (const { name, url } of entries) {
      try {
        const source = parseSource(installer.folder.grants()[name]?.from ?? url ?? name, kernel.cwd, this.t);
        const installed = await installer.install(source, { yes, extra: [], update: true });
        answer.updated.push(installed);
        this.out(this.t(installed.changed ? 'command-plugins.updated' : 'command-plugins.same', { name, version: installed.version }));
      } catch (error) {
        signal.throwIfAborted();
        const message = errorText(error, this.t);
        answer.failed.push({ name, message });
        this.note(this.t('command-plugins.update_failed', { name, message }));
      }
    }
    return answer;
  }
}
