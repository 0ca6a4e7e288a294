import { errorText, type IndexedPlugin, type Kernel, type Translate } from '@ock/kernel';
import type { Check, Checker } from '../check.ts';

const GROUP = 'plugins';

/** Activates every plugin and says how that went; clashes of parts come last. */
export const plugins: Checker = async ({ kernel, t }) => {
  const enabled = new Set(kernel.catalogue.plugins.map(({ name }) => name));
  const checks: Check[] = [];
  for (const plugin of [...kernel.options.plugins].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    checks.push(enabled.has(plugin.name) ? await activated(kernel, plugin, t) : described(plugin, 'disabled', t));
  }
  for (const error of kernel.catalogue.duplicates) {
    checks.push({
      group: GROUP,
      id: String(error.details.part),
      status: 'warn',
      text: errorText(error, t),
      fix: t('command-doctor.duplicate_fix'),
    });
  }
  return checks;
};

async function activated(kernel: Kernel, plugin: IndexedPlugin, t: Translate): Promise<Check> {
  if (!plugin.entry) return described(plugin, plugin.manifest.contributes.command?.length ? 'commands' : 'data', t);
  try {
    await kernel.activate(plugin);
  } catch (error) {
    const check = described(plugin, 'failed', t);
    return {
      ...check,
      status: 'fail',
      text: `${check.text}: ${errorText(error, t)}`,
      fix: t('command-doctor.plugin_fix', { plugin: plugin.name }),
    };
  }
  const { loadMs = 0, activateMs = 0 } = kernel.activationOf(plugin);
  const times = { load_ms: round(loadMs), activate_ms: round(activateMs) };
  const check = described(plugin, 'active', t);
  return { ...check, text: `${check.text}, ${t('command-doctor.plugin_ms', times)}`, data: { ...check.data, ...times } };
}

function described({ name, version, origin }: IndexedPlugin, state: string, t: Translate): Check {
  const text = t('command-doctor.plugin', {
    version,
    origin: t(`command-doctor.origin_${origin}`),
    state: t(`command-doctor.state_${state}`),
  });
  return { group: GROUP, id: name, status: state === 'disabled' ? 'info' : 'ok', text, data: { version, origin, state } };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
