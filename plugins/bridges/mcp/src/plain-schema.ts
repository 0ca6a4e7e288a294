import { withoutHidden } from '@ock/kernel';

/** characters of a schema: it is sent with every request */
const MAX_SCHEMA = 64 * 1024;
/** characters of one description in it */
const MAX_TEXT = 1_000;
const MAX_DEPTH = 24;
/** what an argument must be exactly */
const EXACT = new Set(['enum', 'const', 'pattern', '$ref', '$id', '$schema', 'type', 'format', 'required']);

type Schema = Record<string, unknown>;

/**
 * A server's schema as models are told it: without characters that nobody sees, in descriptions as in names, and of bounded size. One that is too large says
 * nothing but that there are arguments.
 */
export function plainSchema(schema: Schema): Schema {
  const plain = cleaned(schema, 0) as Schema;
  return JSON.stringify(plain).length > MAX_SCHEMA ? { type: 'object', properties: {} } : plain;
}

/** A text of a server that a model is told. */
export function plainText(text: string, most: number): string {
  const plain = withoutHidden(text);
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
}

function cleaned(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return {};
  if (typeof value === 'string') return plainText(value, MAX_TEXT);
  if (Array.isArray(value)) return value.map((one) => cleaned(one, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      if (withoutHidden(key) !== key) return [];
      return [[key, EXACT.has(key) && !isSchema(one) ? one : cleaned(one, depth + 1)]];
    }),
  );
}

/** A property may be called `type` or `enum`. */
function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
