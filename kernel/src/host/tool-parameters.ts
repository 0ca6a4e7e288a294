type Table = Record<string, unknown>;

/** characters of a schema: it is sent with every request */
const MAX_CHARS = 32_768;
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'];

/**
 * The JSON Schema of a tool that a person describes: given as that, as something with a method `toJSONSchema`, or as a table of parameters, each
 * the name of a type or a schema that may say `optional = true`.
 * @throws Error with one line on what is wrong
 */
export function toolParameters(given: unknown): Table {
  const value = schemaOf(given ?? {});
  if (!isTable(value)) throw new Error('the parameters are no JSON Schema and no table of parameters');
  const isSchema = value.type === 'object' && (value.properties === undefined || isTable(value.properties));
  const { $schema: _dialect, ...schema } = isSchema ? value : fromTable(value);
  const text = JSON.stringify({ ...schema, type: 'object', properties: schema.properties ?? {} });
  if (text.length > MAX_CHARS) throw new Error(`the schema of the parameters is longer than ${MAX_CHARS} characters`);
  return JSON.parse(text) as Table;
}

function schemaOf(given: unknown): unknown {
  const { toJSONSchema } = given as { toJSONSchema?: unknown };
  return typeof toJSONSchema === 'function' ? (toJSONSchema.call(given) as unknown) : given;
}

function fromTable(table: Table): Table {
  const required: string[] = [];
  const properties: Table = {};
  for (const [name, given] of Object.entries(table)) {
    const entry = typeof given === 'string' ? { type: given } : given;
    if (!isTable(entry)) throw new Error(`the parameter ${name} is neither the name of a type nor a schema`);
    const { optional, ...schema } = entry;
    if (typeof schema.type === 'string' && !TYPES.includes(schema.type))
      throw new Error(`the parameter ${name} has no known type: ${schema.type} (there are ${TYPES.join(', ')})`);
    properties[name] = schema;
    if (optional !== true && schema.default === undefined) required.push(name);
  }
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
