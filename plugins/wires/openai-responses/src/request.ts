import { type ModelRequest, type ModelTarget, setEffort } from '@ock/kernel';
import { effortFields } from './effort.ts';
import { buildInput } from './input.ts';
import { quirksOf, type ResponsesQuirks } from './quirks.ts';

/** the API refuses less */
const MIN_OUTPUT_TOKENS = 16;

/** The body of a Responses request: stateless, so that the conversation lives with us alone. `target.extra` is merged in last. */
export function buildResponsesBody(request: ModelRequest, target: ModelTarget): Record<string, unknown> {
  const quirks = quirksOf(target);
  const body: Record<string, unknown> = { model: target.model };
  if (request.system !== '') body.instructions = request.system;
  body.input = buildInput(request.messages, target);
  addTools(body, request, quirks);
  body.store = quirks.store === true;
  body.stream = true;
  addReasoning(body, target, quirks);
  addLimits(body, target, quirks);
  const text = {
    ...(quirks.verbosity ? { verbosity: quirks.verbosity } : {}),
    ...(request.responseSchema ? { format: { type: 'json_schema', name: 'answer', schema: request.responseSchema, strict: false } } : {}),
  };
  if (Object.keys(text).length > 0) body.text = text;
  if (quirks.promptCacheKey && request.cacheKey !== undefined) body.prompt_cache_key = request.cacheKey;
  return { ...body, ...target.extra };
}

function addTools(body: Record<string, unknown>, request: ModelRequest, quirks: ResponsesQuirks): void {
  if (request.tools.length === 0) return;
  body.tools = request.tools.map(({ name, description, parameters }) => ({
    type: 'function',
    name,
    description,
    parameters,
    strict: false,
  }));
  if (request.toolChoice !== undefined && request.toolChoice !== 'auto') body.tool_choice = request.toolChoice;
  if (quirks.noParallelTools) body.parallel_tool_calls = false;
}

function addReasoning(body: Record<string, unknown>, target: ModelTarget, quirks: ResponsesQuirks): void {
  const reasoning = {
    ...(quirks.reasoningEffort ? { effort: quirks.reasoningEffort } : {}),
    ...(quirks.reasoningSummary ? { summary: quirks.reasoningSummary } : {}),
  };
  if (Object.keys(reasoning).length > 0) body.reasoning = reasoning;
  const fields = target.effort === undefined ? undefined : effortFields(target.effort, target);
  if (fields) setEffort(body, fields);
  // models that do not reason refuse to be asked for it
  if (target.info.capabilities?.reasoning === true && !quirks.noEncrypted) body.include = ['reasoning.encrypted_content'];
}

function addLimits(body: Record<string, unknown>, target: ModelTarget, quirks: ResponsesQuirks): void {
  if (target.maxTokens !== undefined && !quirks.noMaxTokens) body.max_output_tokens = Math.max(MIN_OUTPUT_TOKENS, target.maxTokens);
  const fixed = quirks.noTemperature || target.info.capabilities?.temperature === false;
  if (target.temperature !== undefined && !fixed) body.temperature = target.temperature;
}
