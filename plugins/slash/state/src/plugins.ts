import { errorText, type IndexedPlugin, type Kernel, type Slash, sanitizeLine, type Translate } from '@ock/kernel';

/** Plugins that did not come along, and those that failed. */
export function createPlugins(t: Translate): Slash {
  return {
    run({ kernel, line, table, style }) {
      const all = kernel.catalogue.plugins;
      const shown = all.filter((plugin) => plugin.origin !== 'bundled' || kernel.activationOf(plugin).state === 'failed');
      table(shown.map((plugin) => [sanitizeLine(plugin.name), plugin.version, stateOf(plugin, kernel, t)]));
      line(t('slash-state.plugins_bundled', { count: all.filter(({ origin }) => origin === 'bundled').length }));
      line(style.dim(t('slash-state.plugins_hint')));
    },
  };
}

function stateOf(plugin: IndexedPlugin, kernel: Kernel, t: Translate): string {
  const { state, error } = kernel.activationOf(plugin);
  if (state === 'failed') return t('slash-state.plugin_failed', { message: sanitizeLine(errorText(error, t)) });
  return t(`slash-state.plugin_${plugin.origin === 'own' ? 'linked' : plugin.origin}`);
}
