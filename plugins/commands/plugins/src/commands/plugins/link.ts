import { resolve } from 'node:path';
import { Args, OcCommand } from '@ock/kernel/command';
import { clashes } from '../../clashes.ts';
import { partsOf } from '../../describe.ts';
import { Installer } from '../../installer.ts';
import { interruptible } from '../../interruptible.ts';

export default class PluginsLink extends OcCommand {
  static override summary = 'use a plugin from a folder, for its author';
  static override description =
    'Nothing is copied or built: the JavaScript that its package.json exports is what runs, inside opencode and unrestricted.';
  static override examples = ['<%= config.bin %> plugins link ./my-plugin'];
  static override enableJsonFlag = true;
  static override args = { dir: Args.string({ required: true, description: 'folder of the plugin' }) };

  async run(): Promise<{ name: string; version: string; root: string }> {
    const { args } = await this.parse(PluginsLink);
    const kernel = await this.kernel();
    const plugin = await interruptible((signal) =>
      new Installer(kernel, signal, (text) => this.note(text)).link(resolve(kernel.cwd, args.dir)),
    );
    const { name, version, root } = plugin;
    this.out(this.t('command-plugins.linked', { name, version, root }));
    for (const line of clashes(kernel, name, partsOf(plugin))) this.note(line);
    return { name, version, root };
  }
}
