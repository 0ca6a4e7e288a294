import { KernelError } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { Installer } from '../../installer.ts';
import { interruptible } from '../../interruptible.ts';

export default class PluginsUninstall extends OcCommand {
  static override summary = 'remove a plugin, or the link to it';
  static override examples = ['<%= config.bin %> plugins uninstall opencode-plugin-notes'];
  static override aliases = ['plugins:remove', 'plugins:unlink'];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ required: true, description: 'package name' }) };

  async run(): Promise<{ name: string }> {
    const { args } = await this.parse(PluginsUninstall);
    const { name } = args;
    const kernel = await this.kernel();
    if (kernel.options.plugins.some((plugin) => plugin.name === name && plugin.origin === 'bundled')) {
      throw new KernelError('OC_INPUT', { message: this.t('command-plugins.bundled', { name }) });
    }
    const was = await interruptible((signal) => new Installer(kernel, signal, (text) => this.note(text)).uninstall(name));
    this.out(this.t(was === 'link' ? 'command-plugins.unlinked' : 'command-plugins.uninstalled', { name }));
    return { name };
  }
}
