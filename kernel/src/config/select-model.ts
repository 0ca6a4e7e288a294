import { type KeyPath, valueAt } from './key-path.ts';
import { isTable, type TomlTable } from './toml.ts';

/** Replaces a short name (`[models."a/b"] alias = ["short"]`) by the model it stands for, in place. */
export function resolveAliases(config: TomlTable): void {
  const { models } = config;
  if (!isTable(models)) return;
  for (const key of ['model', 'small_model']) {
    const wanted = config[key];
    if (typeof wanted !== 'string' || Object.hasOwn(models, wanted)) continue;
    const bare = wanted.slice(wanted.indexOf('/') + 1);
    for (const name of [wanted, bare]) {
      const found = Object.entries(models).find(([, model]) => isTable(model) && Array.isArray(model.alias) && model.alias.includes(name));
      if (!found) continue;
      config[key] = found[0];
      break;
    }
  }
}

/**
 * The model that the configuration amounts to, and the key that says so: `model`; else the model of the default provider; else, without a default,
 * that of the only provider that was set up (address or key) with a model. Undefined when nothing is said.
 */
export function chosenModel(config: TomlTable): { model: string; path: KeyPath } | undefined {
  if (typeof config.model === 'string') return { model: config.model, path: ['model'] };
  const fallback = valueAt(config, ['provider', 'default']);
  const id = typeof fallback === 'string' ? fallback : onlyProvider(config);
  if (id === undefined) return undefined;
  const path = ['provider', id, 'model'];
  const model = valueAt(config, path);
  return typeof model === 'string' ? { model: model.startsWith(`${id}/`) ? model : `${id}/${model}`, path } : undefined;
}

function onlyProvider(config: TomlTable): string | undefined {
  const providers = isTable(config.provider) ? config.provider : {};
  const setUp = Object.entries(providers).filter(
    ([, entry]) =>
      isTable(entry) &&
      entry.model !== undefined &&
      entry.enabled !== false &&
      (entry.base_url ?? entry.api_key ?? entry.api_key_env) !== undefined,
  );
  return setUp.length === 1 ? setUp[0]?.[0] : undefined;
}
