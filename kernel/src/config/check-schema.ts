import { distance } from '../runtime/near.ts';
import type { KeyPath } from './key-path.ts';
import { isSecretKey } from './secrets.ts';
import { isTable } from './toml.ts';

/** The part of JSON Schema that the generated schema of `opencode.toml` uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly deprecated?: boolean;
}

export type Problem = { kind: 'type'; path: KeyPath; expected: string; got: string } | { kind: 'unknown'; path: KeyPath; nearest?: string };

/** Holds a document against the schema. Without zod, so that start-up can afford it. */
export function checkSchema(value: unknown, schema: JsonSchema, path: KeyPath = []): Problem[] {
  if (schema.anyOf) return checkAny(value, schema, path);
  if (!accepts(value, schema)) return [{ kind: 'type', path, expected: describeSchema(schema), got: describeValue(value, path) }];
  if (isTable(value)) return Object.keys(value).flatMap((key) => checkMember(value[key], key, schema, [...path, key]));
  const { items } = schema;
  if (Array.isArray(value) && items) return value.flatMap((item, i) => checkSchema(item, items, [...path, String(i)]));
  return [];
}

/** The schema of the value at a path; undefined where none is given, so anything goes. */
export function schemaAt(schema: JsonSchema, path: KeyPath): JsonSchema | undefined {
  let node: JsonSchema | undefined = schema;
  for (const key of path) {
    const branches: readonly JsonSchema[] = node.anyOf ?? [node];
    node = branches.map((branch) => memberSchema(branch, key)).find((found) => found !== undefined);
    if (!node) return undefined;
  }
  return node;
}

/** What is wrong with a key path, if it names a key the schema does not know. */
export function unknownKey(schema: JsonSchema, path: KeyPath): Problem | undefined {
  const value = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), undefined);
  return checkSchema(value, schema).find((problem) => problem.kind === 'unknown');
}

/** True when a value of this JSON type fits one branch of the schema. */
export function allowsType(schema: JsonSchema | undefined, type: string): boolean {
  if (!schema) return true;
  if (schema.anyOf) return schema.anyOf.some((branch) => allowsType(branch, type));
  const types = typesOf(schema);
  return types.length === 0 || types.includes(type) || (type === 'integer' && types.includes('number'));
}

function checkAny(value: unknown, schema: JsonSchema, path: KeyPath): Problem[] {
  const branches = schema.anyOf ?? [];
  const results = branches.map((branch) => checkSchema(value, branch, path));
  const fits = results.find((problems) => problems.every(({ kind }) => kind === 'unknown'));
  if (fits) return fits;
  const container = isTable(value) ? 'object' : Array.isArray(value) ? 'array' : undefined;
  const closest = container ? branches.findIndex((branch) => typesOf(branch).includes(container)) : -1;
  return results[closest] ?? [{ kind: 'type', path, expected: describeSchema(schema), got: describeValue(value, path) }];
}

function checkMember(value: unknown, key: string, schema: JsonSchema, path: KeyPath): Problem[] {
  const member = memberSchema(schema, key);
  if (member) return value === undefined ? [] : checkSchema(value, member, path);
  if (schema.additionalProperties !== false) return [];
  const meant = nearestKey(key, Object.keys(schema.properties ?? {}));
  return [{ kind: 'unknown', path, ...(meant !== undefined && { nearest: meant }) }];
}

/** The key that was probably meant: at most a third of the letters differ, and always fewer than half. */
function nearestKey(key: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(key.length / 3));
  const scored = known.map((name) => ({ name, score: distance(key.toLowerCase(), name, limit) })).filter(({ score }) => score <= limit);
  return scored.sort((a, b) => a.score - b.score)[0]?.name;
}

function memberSchema(schema: JsonSchema, key: string): JsonSchema | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  if (schema.items && /^\d+$/.test(key)) return schema.items;
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

function accepts(value: unknown, schema: JsonSchema): boolean {
  const types = typesOf(schema);
  if (types.length && !types.some((type) => hasType(value, type))) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (typeof value === 'string') return schema.pattern === undefined || new RegExp(schema.pattern).test(value);
  if (typeof value !== 'number') return true;
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = schema;
  return value >= minimum && (value > exclusiveMinimum || exclusiveMinimum === -Infinity) && value <= maximum;
}

function typesOf({ type }: JsonSchema): readonly string[] {
  return type === undefined ? [] : typeof type === 'string' ? [type] : type;
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isTable(value);
  return typeof value === type;
}

/** A type in TOML's words: they are names, not sentences, and stay as they are in every language. */
export function describeSchema(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(describeSchema).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const names = typesOf(schema).map((type) =>
    type === 'object' ? 'table' : type === 'array' ? `array<${schema.items ? describeSchema(schema.items) : 'any'}>` : type,
  );
  const bounds = [
    schema.minimum !== undefined && schema.minimum > -Infinity ? `>= ${schema.minimum}` : '',
    schema.exclusiveMinimum !== undefined ? `> ${schema.exclusiveMinimum}` : '',
    schema.maximum !== undefined ? `<= ${schema.maximum}` : '',
    schema.pattern !== undefined ? `/${schema.pattern}/` : '',
  ].filter(Boolean);
  return [names.join(' | ') || 'any', ...bounds].join(' ');
}

function describeValue(value: unknown, path: KeyPath): string {
  if (Array.isArray(value)) return 'array';
  if (isTable(value)) return 'table';
  if (value instanceof Date) return 'datetime';
  const type = typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'float') : typeof value;
  if (isSecretKey(path)) return type;
  const text = JSON.stringify(value) ?? '';
  return `${type} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}
