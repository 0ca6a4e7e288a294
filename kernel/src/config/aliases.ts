import { isTable, type TomlTable } from './toml.ts';

/** Replaces a short name (`[models."a/b"] alias = ["short"]`) by the model it stands for, in place. */
export function resolveAliases(config: TomlTable): void {
  const { models } = config;
  if (!isTable(models)) return;
  for (const key of ['model', 'small_model']) if (config[key] !== undefined) config[key] = resolved(models, config[key]);
  if (Array.isArray(config.fallback)) config.fallback = config.fallback.map((wanted) => resolved(models, wanted));
}

function resolved(models: TomlTable, wanted: unknown): unknown {
  if (typeof wanted !== 'string' || Object.hasOwn(models, wanted)) return wanted;
  for (const name of [wanted, wanted.slice(wanted.indexOf('/') + 1)]) {
    const found = Object.entries(models).find(([, model]) => isTable(model) && Array.isArray(model.alias) && model.alias.includes(name));
    if (found) return found[0];
  }
  return wanted;
}
