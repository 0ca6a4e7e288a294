import type { ModelRequest, ModelTarget } from '@ock/kernel';
import { cacheControl, markMessages } from './cache.ts';
import { buildMessages, type Message } from './messages.ts';
import { type MessagesQuirks, quirksOf } from './quirks.ts';

const DEFAULT_MAX_TOKENS = 8_192;
/** Input and output share the window: asking for all that a model can write would leave less to read. */
const MAX_MAX_TOKENS = 32_000;

/** The body of a Messages request. `target.extra` is merged in last. */
export function buildMessagesBody(request: ModelRequest, target: ModelTarget): Record<string, unknown> {
  const quirks = quirksOf(target);
  const cache = cacheControl(quirks);
  const messages = buildMessages(request.messages, target);
  markMessages(messages, cache);
  const maxTokens = target.maxTokens ?? Math.min(target.info.output || DEFAULT_MAX_TOKENS, MAX_MAX_TOKENS);
  const body: Record<string, unknown> = {
    ...(quirks.bodyVersion ? { anthropic_version: quirks.bodyVersion } : {}),
    ...(quirks.pathVerb ? {} : { model: target.model }),
    max_tokens: maxTokens,
    messages,
    stream: true,
  };
  if (request.system !== '') body.system = [{ type: 'text', text: request.system, ...cache }];
  addTools(body, request, cache);
  const thinking = request.toolChoice === 'required' ? undefined : thinkingOf(quirks, maxTokens, messages);
  if (thinking) body.thinking = thinking;
  const fixed = thinking !== undefined || quirks.noTemperature || target.info.capabilities?.temperature === false;
  if (target.temperature !== undefined && !fixed) body.temperature = Math.min(1, target.temperature);
  const output = {
    ...(quirks.effort ? { effort: quirks.effort } : {}),
    ...(quirks.jsonSchema && request.responseSchema ? { format: { type: 'json_schema', schema: request.responseSchema } } : {}),
  };
  if (Object.keys(output).length > 0) body.output_config = output;
  return { ...body, ...target.extra };
}

function thinkingOf(quirks: MessagesQuirks, maxTokens: number, messages: readonly Message[]): Record<string, unknown> | undefined {
  if (quirks.thinking === 'adaptive') return { type: 'adaptive' };
  const budget = Math.min(quirks.thinkingBudget ?? 0, maxTokens - 1);
  return budget >= 1024 && mayThink(messages) ? { type: 'enabled', budget_tokens: budget } : undefined;
}

/** With a budget, calls that are being answered must stand behind thinking; those of another provider do not. */
function mayThink(messages: readonly Message[]): boolean {
  const calls = messages.at(-2);
  const answering = messages.at(-1)?.content.some(({ type }) => type === 'tool_result') ?? false;
  return !answering || (calls?.content[0]?.type.endsWith('thinking') ?? false);
}

function addTools(body: Record<string, unknown>, request: ModelRequest, cache: object): void {
  const tools: Record<string, unknown>[] = request.tools.map(({ name, description, parameters }) => ({
    name,
    description,
    input_schema: parameters,
  }));
  const last = tools.at(-1);
  if (last) {
    Object.assign(last, cache);
    body.tools = tools;
    if (request.toolChoice === 'none') body.tool_choice = { type: 'none' };
    if (request.toolChoice === 'required') body.tool_choice = { type: 'any' };
    return;
  }
  // a conversation that holds calls is refused without the definitions, even when none may be made any more
  const names = new Set(
    request.messages.flatMap(({ content }) => content.flatMap((part) => (part.type === 'tool_call' ? [part.name] : []))),
  );
  if (names.size === 0) return;
  body.tools = [...names].map((name) => ({ name, description: 'Not available any more.', input_schema: { type: 'object' } }));
  body.tool_choice = { type: 'none' };
}
