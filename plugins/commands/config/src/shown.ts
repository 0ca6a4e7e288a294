import {
  formatKeyPath,
  formatValue,
  isTable,
  type KeyPath,
  type LoadedConfig,
  leaves,
  maskSecrets,
  type Origin,
  type TomlTable,
  valueAt,
} from '@ock/kernel/config';

/** One value of the configuration, fit to be shown. */
export interface ShownValue {
  key: string;
  /** secrets masked */
  value: unknown;
  origin?: Origin;
}

/** Every value at or below a path, in the order of the configuration. A path without a value yields none. */
export function shownValues(loaded: LoadedConfig, path: KeyPath = []): ShownValue[] {
  const value = path.length ? valueAt(loaded.config, path) : loaded.config;
  if (value === undefined) return [];
  const found: [KeyPath, unknown][] = isTable(value) ? [...leaves(value as TomlTable, path)] : [[path, value]];
  return found
    .filter(([, inner]) => !isTable(inner) || Object.keys(inner).length > 0)
    .map(([at, inner]) => {
      const origin = loaded.origin(at);
      return { key: formatKeyPath(at), value: maskSecrets(inner, at), ...(origin && { origin }) };
    });
}

/** `key = value`, one a line: valid TOML, secrets aside. */
export function shownLine({ key, value }: ShownValue): string {
  return `${key} = ${formatValue(value)}`;
}

/** `project /home/me/x/opencode.toml`, `profile ci (…)`, `env`. */
export function originText(origin: Origin | undefined): string {
  if (!origin) return '';
  const layer = origin.profile === undefined ? origin.layer : `${origin.layer} ${origin.profile}`;
  return origin.file === undefined ? layer : `${layer} ${origin.file}`;
}
