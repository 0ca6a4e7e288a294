import type { Kernel } from '@ock/kernel';
import { table } from '@ock/kernel/command';
import { type PluginInfo, pluginInfos } from './plugin-info.ts';

/** The answer of `plugins` and `plugins list`: plugins a person brought in, with `all` the bundled ones too. */
export function listPlugins(kernel: Kernel, all: boolean): { plugins: PluginInfo[]; lines: string[] } {
  const infos = pluginInfos(kernel);
  const plugins = all ? infos : infos.filter(({ origin }) => origin !== 'bundled');
  if (plugins.length === 0) return { plugins, lines: [kernel.t('command-plugins.none', { count: infos.length })] };
  const rows = plugins.map(({ name, version, origin, state, contributions, problem }) => [
    name,
    version,
    origin,
    kernel.t(`command-plugins.state_${state}`),
    problem ?? contributions.join(' '),
  ]);
  return { plugins, lines: table(rows) };
}
