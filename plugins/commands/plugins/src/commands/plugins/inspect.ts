import { KernelError, near } from '@ock/kernel';
import { Args, OcCommand, table } from '@ock/kernel/command';
import { type PluginInfo, pluginInfos } from '../../plugin-info.ts';

const FIELDS = [
  'name',
  'version',
  'description',
  'origin',
  'state',
  'runs',
  'root',
  'from',
  'contributions',
  'permissions',
  'granted',
  'requires',
  'problem',
] as const;

export default class PluginsInspect extends OcCommand {
  static override summary = 'what a plugin is, brings and may do';
  static override examples = ['<%= config.bin %> plugins inspect command-doctor'];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ required: true, description: 'package name, or its part behind the scope' }) };

  async run(): Promise<PluginInfo> {
    const { args } = await this.parse(PluginsInspect);
    const infos = pluginInfos(await this.kernel());
    const info = infos.find(({ name }) => name === args.name) ?? infos.find(({ name }) => name.split('/').pop() === args.name);
    if (!info)
      throw new KernelError('OC_INPUT', {
        message: this.#unknown(
          args.name,
          infos.map(({ name }) => name),
        ),
      });
    const rows = FIELDS.map((field) => [this.t(`command-plugins.field_${field}`), this.#text(info, field)]).filter(
      ([, text]) => text !== '',
    );
    for (const line of table(rows as [string, string][])) this.out(line);
    return info;
  }

  #text(info: PluginInfo, field: (typeof FIELDS)[number]): string {
    const value = info[field];
    if (value === undefined) return '';
    if (field === 'state' || field === 'runs') return this.t(`command-plugins.${field}_${String(value)}`);
    return Array.isArray(value) ? value.join(' ') : value;
  }

  #unknown(name: string, names: string[]): string {
    const close = near(name, names);
    return this.t('command-plugins.unknown', { name, near: close && this.t('error.near', { near: close }) });
  }
}
