import { ToolError } from '../../runtime/errors.ts';
import { type ArgumentSchema, fitArguments } from './fit-arguments.ts';

type Schema = Record<string, unknown> & ArgumentSchema & { required?: string[] };

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
 * Makes the arguments fit where that is certain (see `fitArguments`), then validates them.
 * @returns arguments that satisfy the schema
 * @throws ToolError telling the model what is wrong, argument by argument
 */
export async function checkArguments(tool: string, schema: Schema | undefined, given: unknown): Promise<Record<string, unknown>> {
  const input = typeof given === 'string' ? encodedTwice(given) : given;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    if (typeof input === 'string' && /^\s*\{/.test(input) && breaksOff(input))
      throw new ToolError(`The arguments of ${tool} break off in the middle, so nothing was done. Call it again with less in one call.`);
    throw new ToolError(
      `The arguments of ${tool} are not a JSON object: ${clip(JSON.stringify(input) ?? 'nothing')}. Call it again with valid JSON.`,
    );
  }
  const fitted = fitArguments(schema, input as Record<string, unknown>);
  if (!schema) return fitted;
  const { validate } = await import('@cfworker/json-schema');
  const { valid, errors } = validate(fitted, schema as Parameters<typeof validate>[1], '2020-12', undefined, false);
  if (valid) return fitted;
  const lines = errors
    .filter(({ keyword }) => keyword !== 'properties' && keyword !== 'items')
    .slice(0, 5)
    .map(({ instanceLocation, error }) => `- ${instanceLocation.replace(/^#\/?/, '') || 'arguments'}: ${error}`);
  throw new ToolError(`The arguments of ${tool} do not fit its schema:\n${lines.join('\n')}\nArguments: ${signature(schema)}`);
}

/** JSON that was made text once more is taken for what it holds. */
function encodedTwice(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
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

/** The schema in one line, for a model that was not shown it or did not look: `filePath: string, limit?: integer`. */
function signature({ properties = {}, required = [] }: Schema): string {
  const names = Object.entries(properties).map(([name, schema]) => {
    const kind = schema.enum ? schema.enum.join(' | ') : [schema.type ?? []].flat().join(' | ');
    return `${name}${required.includes(name) ? '' : '?'}${kind ? `: ${kind}` : ''}`;
  });
  return clip(names.join(', '), 400);
}

function clip(text: string, chars = 200): string {
  return text.length > chars ? `${text.slice(0, chars)}…` : text;
}
