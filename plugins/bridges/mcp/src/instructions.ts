import { type ModelRequest, withoutHidden } from '@ock/kernel';
import type { Connection } from './connection.ts';

/** characters of what one server says about its use, and of all together */
const MAX_ONE = 2_000;
const MAX_ALL = 8_000;

/** The request with what servers say about the use of their tools, behind our own words, in the order of names. */
export function withInstructions(request: ModelRequest, connections: readonly Connection[]): ModelRequest {
  if (request.tools.length === 0) return request;
  const notes = connections.flatMap(({ name, instructions = '' }) =>
    instructions.trim() === '' ? [] : [`MCP server ${name} says of its tools:\n${withoutHidden(instructions).trim().slice(0, MAX_ONE)}`],
  );
  if (notes.length === 0) return request;
  return { ...request, system: `${request.system}\n\n${notes.join('\n\n').slice(0, MAX_ALL)}` };
}
