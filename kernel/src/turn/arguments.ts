import { ToolError } from '../runtime/errors.ts';

type Schema = Record<string, unknown> & { properties?: Record<string, { type?: string | string[] }>; additionalProperties?: unknown };

/**
 * The argument text of a call as an object. Empty text is no arguments; text that is nearly JSON is repaired, unless it breaks off in the middle
 * of a value: half a file must not be written. Anything else stays a string, which `checkArguments` reports to the model.
 * @param cut true: the answer ended at its limit, so that what is missing may be more than a bracket
 */
export async function parseArguments(text: string, cut = false): Promise<unknown> {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (cut || breaksOff(text)) return text;
    const { jsonrepair } = await import('jsonrepair');
    try {
      const repaired = JSON.parse(jsonrepair(text)) as unknown;
      return typeof repaired === 'object' && repaired !== null ? repaired : text;
    } catch {
      return text;
    }
  }
}

/**
 * Makes the arguments fit where that is certain (snake_case twins, JSON inside a string, numbers as text), then validates them.
 * @returns arguments that satisfy the schema
 * @throws ToolError telling the model what is wrong, argument by argument
 */
export async function checkArguments(tool: string, schema: Schema | undefined, input: unknown): Promise<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    if (typeof input === 'string' && /^\s*\{/.test(input) && breaksOff(input))
      throw new ToolError(`The arguments of ${tool} break off in the middle, so nothing was done. Call it again with less in one call.`);
    throw new ToolError(
      `The arguments of ${tool} are not a JSON object: ${clip(JSON.stringify(input) ?? 'nothing')}. Call it again with valid JSON.`,
    );
  }
  const fitted = fit(schema, input as Record<string, unknown>);
  if (!schema) return fitted;
  const { validate } = await import('@cfworker/json-schema');
  const { valid, errors } = validate(fitted, schema as Parameters<typeof validate>[1], '2020-12', undefined, false);
  if (valid) return fitted;
  const lines = errors
    .filter(({ keyword }) => keyword !== 'properties' && keyword !== 'items')
    .slice(0, 5)
    .map(({ instanceLocation, error }) => `- ${instanceLocation.replace(/^#\/?/, '') || 'arguments'}: ${error}`);
  throw new ToolError(`The arguments of ${tool} do not fit its schema:\n${lines.join('\n')}`);
}

/** Does the text end inside a value, and not where only brackets are missing? */
function breaksOff(text: string): boolean {
  if (/\}[\s`;]*$/.test(text)) return false;
  let open = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') open = !open;
  }
  return open || !/["\]]\s*$/.test(text);
}

function fit(schema: Schema | undefined, input: Record<string, unknown>): Record<string, unknown> {
  const properties = schema?.properties ?? {};
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(input)) {
    const camel = key.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
    const name = !(key in properties) && camel in properties && !(camel in input) ? camel : key;
    if (value === null && name in properties && ![properties[name]?.type].flat().includes('null')) continue;
    out[name] = fitValue([properties[name]?.type].flat(), value);
  }
  return out;
}

function fitValue(types: (string | undefined)[], value: unknown): unknown {
  if (typeof value !== 'string' || types.includes('string')) return value;
  const wantsJson = types.includes('array') || types.includes('object');
  const wantsPlain = types.includes('number') || types.includes('integer') || types.includes('boolean');
  if (!wantsJson && !wantsPlain) return value;
  try {
    const parsed = JSON.parse(value) as unknown;
    const kind = Array.isArray(parsed) ? 'array' : typeof parsed;
    return types.includes(kind) || (kind === 'number' && types.includes('integer')) ? parsed : value;
  } catch {
    return value;
  }
}

function clip(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
