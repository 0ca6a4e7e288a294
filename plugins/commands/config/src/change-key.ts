import { KernelError, near } from '@ock/kernel';
import {
  type ConfigFileStatus,
  changeConfigFile,
  formatKeyPath,
  isSecretKey,
  type JsonSchema,
  type KeyPath,
  type LayerName,
  type LoadedConfig,
  maskSecrets,
  type Origin,
  type Paths,
  parseKeyPath,
  schemaAt,
  unknownKey,
  valueFromText,
} from '@ock/kernel/config';

export interface Changed {
  file: string;
  key: string;
  /** as set, secrets masked; absent when the key was removed */
  value?: unknown;
  changed: boolean;
  /** the layer above that decides all the same */
  overridden_by?: Origin;
  /** the key is a secret and the file belongs to a project */
  exposed: boolean;
}

const ORDER: LayerName[] = ['builtin', 'global', 'project', 'config', 'profile', 'env', 'flags', 'managed'];

/**
 * Sets or (without `text`) removes a key in a file.
 * @throws OC_CONFIG_KEY for a key that does not exist, with the nearest one; OC_CONFIG_TYPE, OC_CONFIG_SYNTAX, OC_CONFIG_READ, OC_CONFIG_WRITE
 */
export async function changeKey(
  loaded: LoadedConfig,
  file: string,
  layer: 'global' | 'project',
  key: string,
  text?: string,
  paths?: Paths,
): Promise<Changed> {
  const path = parseKeyPath(key);
  const schema = loaded.schema();
  if (text !== undefined && schema) refuseUnknown(schema, path);
  const value = text === undefined ? undefined : valueFromText(text, schema && schemaAt(schema, path));
  const changed = await changeConfigFile(file, [{ path, value }], schema, paths);
  const above = loaded.origin(path);
  const overridden = above && ORDER.indexOf(above.layer) > ORDER.indexOf(layer) ? above : undefined;
  return {
    file,
    key: formatKeyPath(path),
    ...(value !== undefined && { value: maskSecrets(value, path) }),
    changed,
    ...(overridden && { overridden_by: overridden }),
    exposed: layer === 'project' && value !== undefined && isSecretKey(path),
  };
}

/** @throws OC_CONFIG_KEY */
export function refuseUnknown(schema: JsonSchema, path: KeyPath): void {
  const problem = unknownKey(schema, path);
  if (problem?.kind !== 'unknown') return;
  const parent = problem.path.slice(0, -1);
  const siblings = Object.keys((parent.length ? schemaAt(schema, parent) : schema)?.properties ?? {});
  const meant = problem.nearest ?? near(problem.path.at(-1) ?? '', siblings, 1);
  throw new KernelError('OC_CONFIG_KEY', { key: formatKeyPath(path), ...(meant && { near: formatKeyPath([...parent, meant]) }) });
}

/** Whether the program leaves out the key because it stands in a folder nobody has trusted. */
export function isIgnored(files: readonly ConfigFileStatus[], file: string): boolean {
  return files.some(({ path, untrustedKeys }) => path === file && (untrustedKeys?.length ?? 0) > 0);
}
