import { type ModelRequest, type ModelTarget, setEffort } from '@ock/kernel';
import { effortFields } from './effort.ts';
import { buildMessages } from './messages.ts';
import { type CohereQuirks, quirksOf } from './quirks.ts';

/** The body of a chat request. `target.extra` is merged in last. */
export function buildCohereBody(request: ModelRequest, target: ModelTarget): Record<string, unknown> {
  const quirks = quirksOf(target);
  const body: Record<string, unknown> = { model: target.model, messages: buildMessages(request, target), stream: true };
  addTools(body, request, quirks);
  if (target.maxTokens !== undefined) body.max_tokens = target.maxTokens;
  const fixed = quirks.noTemperature || target.info.capabilities?.temperature === false;
  if (target.temperature !== undefined && !fixed) body.temperature = Math.min(1, target.temperature);
  const fields = target.effort === undefined ? undefined : effortFields(target.effort, target);
  if (fields) setEffort(body, fields);
  else if (quirks.thinking !== undefined || quirks.thinkingBudget !== undefined) {
    const on = quirks.thinking !== false;
    const budget = on && quirks.thinkingBudget !== undefined ? { token_budget: quirks.thinkingBudget } : {};
    body.thinking = { type: on ? 'enabled' : 'disabled', ...budget };
  }
  // the server takes either a form for the answer or tools
  if (request.responseSchema && body.tools === undefined)
    body.response_format = { type: 'json_object', json_schema: request.responseSchema };
  return { ...body, ...target.extra };
}

function addTools(body: Record<string, unknown>, request: ModelRequest, quirks: CohereQuirks): void {
  if (request.tools.length === 0) return;
  body.tools = request.tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters },
  }));
  if (request.toolChoice === undefined || request.toolChoice === 'auto' || quirks.noToolChoice) return;
  body.tool_choice = request.toolChoice === 'none' ? 'NONE' : 'REQUIRED';
}
