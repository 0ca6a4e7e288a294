import { allowsType, checkSchema, type JsonSchema } from './check-schema.ts';
import { loadToml } from './lazy-libraries.cjs';

/**
 * The value a person meant by a bare text (`config set KEY VALUE`, an environment variable): TOML where it is TOML of a fitting type, `yes`/`no`
 * where true or false is wanted, comma-separated words where a list of texts is, else the text itself.
 * The result may still not fit the schema: that is for the caller to report.
 */
export function valueFromText(text: string, schema: JsonSchema | undefined): unknown {
  const value = asToml(text);
  if (!schema) return value ?? text;
  if (value !== undefined && fits(value, schema)) return value;
  if (allowsType(schema, 'string')) return text;
  if (allowsType(schema, 'boolean') && /^(true|yes|on|1|false|no|off|0)$/i.test(text.trim())) return /^(true|yes|on|1)$/i.test(text.trim());
  if (value === undefined && allowsType(schema, 'array')) {
    const words = text.split(',').map((word) => word.trim());
    const list = words.filter((word) => word !== '');
    if (fits(list, schema)) return list;
  }
  return value ?? text;
}

function fits(value: unknown, schema: JsonSchema): boolean {
  return checkSchema(value, schema).every(({ kind }) => kind !== 'type');
}

/** The text as one TOML value; undefined when it is none, or more than one. */
function asToml(text: string): unknown {
  if (text.trim() === '') return undefined;
  const { parse, TomlError } = loadToml();
  try {
    const table = parse(`value = ${text}`);
    return Object.keys(table).length === 1 ? table.value : undefined;
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}
