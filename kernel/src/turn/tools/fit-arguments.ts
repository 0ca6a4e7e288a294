/** The parts of a JSON Schema that say what a value may be. */
export interface ArgumentSchema {
  type?: string | string[];
  properties?: Record<string, ArgumentSchema>;
  items?: ArgumentSchema;
  enum?: unknown[];
  anyOf?: ArgumentSchema[];
  oneOf?: ArgumentSchema[];
}

/** what models wrap the arguments of a call in */
const WRAPPERS: ReadonlySet<string> = new Set(['arguments', 'args', 'input', 'parameters', 'params']);
/** how deep values are followed */
const MAX_DEPTH = 8;

/**
 * Arguments made to fit where only one thing can be meant: names in another spelling, JSON inside a string, numbers and truth values as text or the
 * other way round, one value where a list is wanted, a list of one where one value is wanted, `null` for nothing. What is uncertain stays as it is.
 */
export function fitArguments(schema: ArgumentSchema | undefined, input: Record<string, unknown>): Record<string, unknown> {
  return fitObject(schema ?? {}, unwrapped(schema?.properties, input), 0);
}

function unwrapped(properties: ArgumentSchema['properties'], input: Record<string, unknown>): Record<string, unknown> {
  const [only, second] = Object.entries(input);
  if (!properties || !only || second || !WRAPPERS.has(only[0]) || Object.hasOwn(properties, only[0])) return input;
  const inner = typeof only[1] === 'string' ? parsed(only[1]) : only[1];
  return kindOf(inner) === 'object' ? (inner as Record<string, unknown>) : input;
}

function fitObject({ properties }: ArgumentSchema, input: Record<string, unknown>, depth: number): Record<string, unknown> {
  if (!properties) return input;
  const out: [string, unknown][] = [];
  for (const [key, value] of Object.entries(input)) {
    const name = Object.hasOwn(properties, key) ? key : (spelledOtherwise(key, Object.keys(properties), input) ?? key);
    const wanted = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (wanted === undefined) out.push([name, value]);
    else if (value !== null || kinds(wanted).has('null')) out.push([name, fitValue(wanted, value, depth + 1)]);
  }
  return Object.fromEntries(out);
}

/** The one name that differs in case, `_` and `-` alone, unless it is given as well. */
function spelledOtherwise(key: string, names: string[], input: Record<string, unknown>): string | undefined {
  const [found, second] = names.filter((name) => bare(name) === bare(key));
  return found !== undefined && second === undefined && !Object.hasOwn(input, found) ? found : undefined;
}

/** A name without what spellings differ in. */
export function bare(name: string): string {
  return name.replace(/[_\-\s]/g, '').toLowerCase();
}

function fitValue(schema: ArgumentSchema, value: unknown, depth: number): unknown {
  const wanted = kinds(schema);
  const kind = kindOf(value);
  if (wanted.size === 0 || depth > MAX_DEPTH) return value;
  if (wanted.has(kind) || (kind === 'number' && wanted.has('integer'))) return fitInside(schema, value, kind, depth);
  if (kind === 'string') {
    const other = fromText(wanted, value as string);
    if (other !== value) return fitValue(schema, other, depth + 1);
  }
  if ((kind === 'number' || kind === 'boolean') && wanted.has('string')) return fitInside(schema, String(value), 'string', depth);
  const { items } = schema;
  if (wanted.has('array') && items && accepts(items, value)) return [fitValue(items, value, depth + 1)];
  if (kind === 'array' && (value as unknown[]).length === 1 && accepts(schema, (value as unknown[])[0]))
    return fitValue(schema, (value as unknown[])[0], depth + 1);
  return value;
}

function fitInside(schema: ArgumentSchema, value: unknown, kind: string, depth: number): unknown {
  const { items } = schema;
  if (kind === 'object') return fitObject(schema, value as Record<string, unknown>, depth);
  if (kind === 'array' && items) return (value as unknown[]).map((item) => fitValue(items, item, depth + 1));
  if (kind !== 'string' || !schema.enum || schema.enum.includes(value)) return value;
  const [found, second] = schema.enum.filter((entry) => typeof entry === 'string' && bare(entry) === bare(value as string));
  return found !== undefined && second === undefined ? found : value;
}

/** The value that a text stands for, when that is one of the kinds wanted; else the text itself. */
function fromText(wanted: ReadonlySet<string>, text: string): unknown {
  const plain = /^\s*(true|false)\s*$/i.test(text) ? text.toLowerCase() : text;
  const value = parsed(plain);
  const kind = kindOf(value);
  return wanted.has(kind) || (kind === 'number' && wanted.has('integer')) ? value : text;
}

/** Does a value of this kind fit as it is? Text that looks like broken JSON is no value of a list. */
function accepts(schema: ArgumentSchema, value: unknown): boolean {
  const kind = kindOf(value);
  if (kind === 'string' && /^\s*[[{]/.test(value as string)) return false;
  const wanted = kinds(schema);
  return wanted.has(kind) || (kind === 'number' && wanted.has('integer'));
}

/** Empty: the schema does not say. */
function kinds(schema: ArgumentSchema): ReadonlySet<string> {
  const { type, anyOf, oneOf } = schema;
  if (type !== undefined) return new Set([type].flat());
  if (schema.enum) return new Set(schema.enum.map(kindOf));
  const members = (anyOf ?? oneOf ?? []).map(kinds);
  return members.some(({ size }) => size === 0) ? new Set() : new Set(members.flatMap((member) => [...member]));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
