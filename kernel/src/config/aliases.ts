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
