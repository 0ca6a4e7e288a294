import type { ToolDefinition } from '../../kinds/model.ts';
import type { ToolContribution } from '../../kinds/tool.ts';

/** Tools as models are told of them. */
export function toolDefinitions(tools: readonly ToolContribution[]): ToolDefinition[] {
  return tools.map(({ id, description = '', parameters = { type: 'object', properties: {} } }) => ({ name: id, description, parameters }));
}
