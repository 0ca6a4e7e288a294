import type { Tool, ToolContext, ToolContribution, ToolOutput } from '../kinds/tool.ts';
import { toolParameters } from './tool-parameters.ts';

/** What a file exports to be a tool. */
interface ToolDefinition {
  description?: unknown;
  parameters?: unknown;
  permission?: unknown;
  readOnly?: unknown;
  enabled?: unknown;
  run?: unknown;
}

export interface ChildTool {
  contribution: ToolContribution;
  tool: Tool<unknown>;
}

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const MAX_DESCRIPTION = 4_000;
/** The others are allowed without a question: what a file says of itself must not do that. */
const PERMISSIONS = ['fs.read', 'fs.write', 'exec', 'net'] as const;

/**
 * The tools of a module: its default export under the name of the file, others as `file_export`. Exports that are no tools are helpers.
 * @throws Error with one line on what is wrong
 */
export function toolsOf(module: Readonly<Record<string, unknown>>, file: string): ChildTool[] {
  const { default: main, ...others } = module;
  const found = [
    ...(main === undefined ? [] : [define(file, main)]),
    ...Object.entries(others).flatMap(([name, value]) => (isDefinition(value) ? [define(`${file}_${name}`, value)] : [])),
  ];
  if (found.length === 0) throw new Error('it exports no tool: { description, parameters, run(input, ctx) }');
  return found;
}

function define(id: string, value: unknown): ChildTool {
  if (!ID.test(id)) throw new Error(`"${id}" is no name of a tool: letters, digits, _ and -, at most 64`);
  if (!isDefinition(value)) throw new Error(`${id} is no tool: { description, parameters, run(input, ctx) }`);
  const { description, parameters, permission = 'exec', readOnly, enabled } = value;
  const run = value.run as (input: unknown, ctx: ToolContext) => unknown;
  if (typeof description !== 'string' || description.trim() === '') throw new Error(`${id} has no description`);
  const category = PERMISSIONS.find((one) => one === permission);
  if (category === undefined) throw new Error(`${id} has no known permission: ${String(permission)} (there are ${PERMISSIONS.join(', ')})`);
  return {
    contribution: {
      id,
      permission: category,
      readOnly: readOnly === true,
      ...(enabled === false && { enabled }),
      description: description.trim().slice(0, MAX_DESCRIPTION),
      parameters: toolParameters(parameters),
    },
    tool: { run: async (input, ctx) => outputOf(await run.call(value, input, ctx)) },
  };
}

function isDefinition(value: unknown): value is ToolDefinition {
  return typeof value === 'object' && value !== null && typeof (value as ToolDefinition).run === 'function';
}

/** A text, an output of ours, or any value, which is told as JSON. */
function outputOf(value: unknown): ToolOutput {
  if (typeof value === 'object' && value !== null && typeof (value as Partial<ToolOutput>).text === 'string') {
    const { text, title, isError, attachments, metadata } = value as ToolOutput;
    return {
      text: text || '(no output)',
      ...(typeof title === 'string' && { title }),
      ...(isError === true && { isError }),
      ...(Array.isArray(attachments) && { attachments }),
      ...(typeof metadata === 'object' && metadata !== null && { metadata }),
    };
  }
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, null, 2);
  return { text: text || '(no output)' };
}
