import { KernelError } from '../runtime/errors.ts';
import { near } from '../runtime/near.ts';
import { valueAt } from './key-path.ts';
import { merged } from './merge.ts';
import { isTable, type TomlTable } from './toml.ts';

/** What belongs to the profile itself and is no key of the configuration. */
const OWN_KEYS = ['extends', 'plugins', 'disable'];

export interface ResolvedProfile {
  /** base first; the settings each one adds */
  chain: { name: string; settings: TomlTable }[];
  /** the profile with everything it inherits, its own keys included */
  whole: TomlTable;
}

/** Follows `extends`. @throws OC_PROFILE_UNKNOWN with the near names, OC_PROFILE_CYCLE */
export function resolveProfile(config: TomlTable, name: string): ResolvedProfile {
  const names: string[] = [];
  const tables: TomlTable[] = [];
  for (let next: unknown = name; next !== undefined; ) {
    const current = String(next);
    if (names.includes(current))
      throw new KernelError('OC_PROFILE_CYCLE', { profile: name, path: [...names.toReversed(), current].join(' → ') });
    const table = valueAt(config, ['profiles', current]);
    if (!isTable(table)) {
      const known = Object.keys((config.profiles as TomlTable | undefined) ?? {});
      throw new KernelError('OC_PROFILE_UNKNOWN', { profile: current, near: near(current, known), known: known.join(', ') });
    }
    names.unshift(current);
    tables.unshift(table);
    next = table.extends;
  }
  const chain = tables.map((table, i) => ({
    name: names[i] ?? name,
    settings: Object.fromEntries(Object.entries(table).filter(([key]) => !OWN_KEYS.includes(key))),
  }));
  return { chain, whole: merged(...tables) };
}
