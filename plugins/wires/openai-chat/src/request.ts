import { type ModelRequest, type ModelTarget, setEffort } from '@ock/kernel';
import { effortFields } from './effort.ts';
import { buildMessages } from './messages.ts';
import { type ChatQuirks, quirksOf } from './quirks.ts';

/** The body of a Chat Completions request. `target.extra` is merged in last. */
export function buildChatBody(request: ModelRequest, target: ModelTarget): Record<string, unknown> {
  const quirks = quirksOf(target);
  const stream = !(quirks.noToolStream && request.tools.length > 0);
  const body: Record<string, unknown> = { model: target.model, messages: buildMessages(request, target), stream };
  if (stream && !quirks.noStreamOptions) body.stream_options = { include_usage: true };
  addTools(body, request, quirks);
  addLimits(body, target, quirks);
  addEffort(body, request, target);
  if (quirks.promptCacheKey && request.cacheKey !== undefined) body.prompt_cache_key = request.cacheKey;
  if (request.responseSchema) addResponseFormat(body, request.responseSchema, quirks);
  return { ...body, ...target.extra };
}

function addTools(body: Record<string, unknown>, request: ModelRequest, quirks: ChatQuirks): void {
  if (request.tools.length === 0) return;
  body.tools = request.tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters },
  }));
  if (request.toolChoice !== undefined && request.toolChoice !== 'auto') body.tool_choice = request.toolChoice;
  if (quirks.noParallelTools) body.parallel_tool_calls = false;
}

/** What was asked for; without that, what the quirks say. */
function addEffort(body: Record<string, unknown>, request: ModelRequest, target: ModelTarget): void {
  const { effortWithTools, reasoningEffort } = quirksOf(target);
  const fields = target.effort === undefined ? undefined : effortFields(target.effort, target);
  const usual = request.tools.length > 0 ? (effortWithTools ?? reasoningEffort) : reasoningEffort;
  if (fields) setEffort(body, fields);
  else if (usual !== undefined) body.reasoning_effort = usual;
}

function addLimits(body: Record<string, unknown>, target: ModelTarget, quirks: ChatQuirks): void {
  const field = quirks.maxTokensField ?? 'max_tokens';
  if (target.maxTokens !== undefined && field !== 'none') body[field] = target.maxTokens;
  const fixed = quirks.noTemperature || target.info.capabilities?.temperature === false;
  if (target.temperature !== undefined && !fixed) body.temperature = target.temperature;
}

function addResponseFormat(body: Record<string, unknown>, schema: Record<string, unknown>, quirks: ChatQuirks): void {
  if (quirks.responseFormat === 'none') return;
  body.response_format =
    quirks.responseFormat === 'json_object'
      ? { type: 'json_object' }
      : { type: 'json_schema', json_schema: { name: 'answer', schema, strict: false } };
}
