import { Flags, OcCommand } from '@ock/kernel/command';
import { listPlugins } from '../../list-plugins.ts';
import type { PluginInfo } from '../../plugin-info.ts';

export default class PluginsList extends OcCommand {
  static override summary = 'plugins that were installed or linked';
  static override examples = ['<%= config.bin %> plugins list'];
  static override enableJsonFlag = true;
  static override flags = { all: Flags.boolean({ char: 'a', summary: 'also those that are part of opencode' }) };

  async run(): Promise<{ plugins: PluginInfo[] }> {
    const { flags } = await this.parse(PluginsList);
    const { plugins, lines } = listPlugins(await this.kernel(), flags.all);
    for (const line of lines) this.out(line);
    return { plugins };
  }
}
