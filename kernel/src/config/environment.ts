import { allowsType, type JsonSchema, schemaAt } from './check-schema.ts';
import { type KeyPath, valueAt } from './key-path.ts';
import type { Environment } from './paths.ts';
import { setAt } from './set-at.ts';
import { isTable, type TomlTable } from './toml.ts';
import { valueFromText } from './value-text.ts';

const PREFIX = 'OPENCODE_';

/** The everyday ones, known without the schema. */
const KEYS: Record<string, KeyPath> = {
  MODEL: ['model'],
  SMALL_MODEL: ['small_model'],
  PROVIDER: ['provider', 'default'],
  AGENT: ['agent'],
  DATA_DIR: ['data_dir'],
  LANGUAGE: ['language'],
  LANG: ['language'],
  LOG_LEVEL: ['log_level'],
};

/** Switches of the program itself, never configuration. `PROFILE` is read where profiles are. */
const RESERVED = new Set([
  'CONFIG',
  'PROFILE',
  'TRUST',
  'IN_TOOL',
  'TIMING',
  'DEBUG',
  'SERVER_PASSWORD',
  'LOG_FILE',
  'LOG_MODULES',
  'CLIENT',
  'BIN',
  'BIN_PATH',
  'PERMISSION',
  'API_KEY',
  'RECORD',
  'REPLAY_TIMING',
]);

export interface FromEnvironment {
  /** in the words of the file, not yet normalised */
  table: TomlTable;
  /** what each variable set, for error texts */
  variables: { name: string; path: KeyPath; value: unknown }[];
  /** variables that look like configuration and are none */
  unknown: { name: string; path: KeyPath }[];
}

/**
 * `OPENCODE_<KEY>`, nested with two underscores: `OPENCODE_LIMITS__MAX_TURNS=5`. Empty variables count as unset. Names of a person's own making
 * (providers, tools) are matched against those of the configuration without regard to case, `-` or `_`.
 * @param schema called only when a variable beyond the everyday ones is set
 */
export function readEnvironment(env: Environment, current: TomlTable, schema: (() => JsonSchema) | undefined): FromEnvironment {
  const result: FromEnvironment = { table: {}, variables: [], unknown: [] };
  for (const name of Object.keys(env)
    .filter((key) => key.startsWith(PREFIX))
    .sort()) {
    const text = env[name];
    const rest = name.slice(PREFIX.length);
    if (!text || RESERVED.has(rest)) continue;
    const everyday = KEYS[rest];
    if (everyday) record(result, name, everyday, text);
    else if (schema) readNested(result, name, rest, text, current, schema());
  }
  return result;
}

function readNested(result: FromEnvironment, name: string, rest: string, text: string, current: TomlTable, schema: JsonSchema): void {
  const path = matchNames(rest.toLowerCase().split('__'), current, schema);
  if (path.includes('') || !schema.properties || !Object.hasOwn(schema.properties, path[0] ?? '')) return;
  const node = schemaAt(schema, path);
  const free = path.length > 2 && node === undefined && !knowsKeys(schemaAt(schema, path.slice(0, -1)));
  if (!node && !free) result.unknown.push({ name, path });
  else {
    const value = valueFromText(text, node);
    const onlyTable =
      node !== undefined && allowsType(node, 'object') && !['string', 'number', 'boolean', 'array'].some((type) => allowsType(node, type));
    if (onlyTable && !isTable(value)) result.unknown.push({ name, path });
    else record(result, name, path, value);
  }
}

function record(result: FromEnvironment, name: string, path: KeyPath, value: unknown): void {
  setAt(result.table, path, value);
  result.variables.push({ name, path, value });
}

function knowsKeys(schema: JsonSchema | undefined): boolean {
  return schema?.additionalProperties === false;
}

function matchNames(parts: string[], current: TomlTable, schema: JsonSchema): string[] {
  const path: string[] = [];
  for (const part of parts) {
    const known = Object.keys(schemaAt(schema, path)?.properties ?? {});
    const here = valueAt(current, path);
    const present = isTable(here) ? Object.keys(here) : [];
    path.push(known.find((key) => key === part) ?? present.find((key) => plain(key) === plain(part)) ?? part);
  }
  return path;
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll('-', '_');
}
