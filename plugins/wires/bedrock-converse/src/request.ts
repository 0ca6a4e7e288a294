import type { ModelRequest, ModelTarget } from '@ock/kernel';
import { type Block, buildMessages, type ConverseMessage } from './messages.ts';
import { type ConverseQuirks, quirksOf } from './quirks.ts';

/** Input and output share the window, and a request's quota is reckoned by what it asks for. */
const MAX_MAX_TOKENS = 32_000;

/** The body of a Converse request. `target.extra` is merged in last, its `inferenceConfig` and `additionalModelRequestFields` one by one. */
export function buildConverseBody(request: ModelRequest, target: ModelTarget): Record<string, unknown> {
  const quirks = quirksOf(target);
  const messages = buildMessages(request.messages, target);
  const point = cachePoint(quirks);
  const cached = new Set(point ? quirks.cachePoints?.split(/[\s,]+/) : []);
  const body: Record<string, unknown> = { messages };
  if (request.system !== '' && quirks.noSystemRole) withSystem(messages, request.system);
  else if (request.system !== '') body.system = [{ text: request.system }, ...(cached.has('system') && point ? [point] : [])];
  if (cached.has('messages') && point) for (const { content } of lastUserMessages(messages)) content.push(point);
  const toolConfig = tools(request, quirks, cached.has('tools') ? point : undefined);
  if (toolConfig) body.toolConfig = toolConfig;

  const maxTokens = target.maxTokens ?? (target.info.output ? Math.min(target.info.output, MAX_MAX_TOKENS) : undefined);
  const thinking = request.toolChoice === 'required' ? undefined : thinkingOf(quirks, maxTokens, messages);
  const { inferenceConfig, additionalModelRequestFields, ...extra } = target.extra;
  const fixed = thinking !== undefined || quirks.noTemperature || target.info.capabilities?.temperature === false;
  const limits = {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(target.temperature === undefined || fixed ? {} : { temperature: Math.min(1, target.temperature) }),
    ...(inferenceConfig as object | undefined),
  };
  if (Object.keys(limits).length > 0) body.inferenceConfig = limits;
  const fields = { ...modelFields(quirks), ...(thinking ? { thinking } : {}), ...(additionalModelRequestFields as object | undefined) };
  if (Object.keys(fields).length > 0) body.additionalModelRequestFields = fields;
  return { ...body, ...extra };
}

function cachePoint({ cachePoints, cacheTtl }: ConverseQuirks): Block | undefined {
  if (!cachePoints) return undefined;
  return { cachePoint: { type: 'default', ...(cacheTtl ? { ttl: cacheTtl } : {}) } };
}

/** The end of the conversation, so that the next request reads it, and the end of what this request can read. */
function lastUserMessages(messages: readonly ConverseMessage[]): ConverseMessage[] {
  return messages.filter(({ role }) => role === 'user').slice(-2);
}

function withSystem(messages: ConverseMessage[], system: string): void {
  const first = messages[0];
  if (first) first.content.unshift({ text: system });
  else messages.push({ role: 'user', content: [{ text: system }] });
}

function tools(request: ModelRequest, quirks: ConverseQuirks, point: Block | undefined): Block | undefined {
  const called = request.messages.flatMap(({ content }) => content.flatMap((part) => (part.type === 'tool_call' ? [part.name] : [])));
  if (request.tools.length === 0 || (request.toolChoice === 'none' && called.length === 0)) return forgottenTools(called);
  const specs: Block[] = request.tools.map(({ name, description, parameters }) => ({
    toolSpec: { name, description: description || name, inputSchema: { json: quirks.plainSchema ? plain(parameters) : parameters } },
  }));
  const choice = request.toolChoice === 'required' && !quirks.noToolChoice ? { toolChoice: { any: {} } } : {};
  return { tools: [...specs, ...(point ? [point] : [])], ...choice };
}

function plain({ type = 'object', properties = {}, required }: Record<string, unknown>): Block {
  return { type, properties, ...(required === undefined ? {} : { required }) };
}

/** A conversation that holds calls is refused without the definitions, even when none may be made any more. */
function forgottenTools(names: readonly string[]): Block | undefined {
  if (names.length === 0) return undefined;
  const inputSchema = { json: { type: 'object', properties: {} } };
  return { tools: [...new Set(names)].map((name) => ({ toolSpec: { name, description: 'Not available any more.', inputSchema } })) };
}

function thinkingOf(quirks: ConverseQuirks, maxTokens: number | undefined, messages: readonly ConverseMessage[]): Block | undefined {
  if (quirks.thinking === 'adaptive') return { type: 'adaptive' };
  const budget = Math.min(quirks.thinkingBudget ?? 0, (maxTokens ?? Number.POSITIVE_INFINITY) - 1);
  return budget >= 1024 && mayThink(messages) ? { type: 'enabled', budget_tokens: budget } : undefined;
}

/** With a budget, calls that are being answered must stand behind thinking; those of another provider do not. */
function mayThink(messages: readonly ConverseMessage[]): boolean {
  const answering = messages.at(-1)?.content.some(({ toolResult }) => toolResult) ?? false;
  return !answering || messages.at(-2)?.content[0]?.reasoningContent !== undefined;
}

function modelFields({ effort, reasoningEffort, reasoningConfig, beta }: ConverseQuirks): Block {
  return {
    ...(effort ? { output_config: { effort } } : {}),
    ...(reasoningEffort ? { reasoning_effort: reasoningEffort } : {}),
    ...(reasoningConfig ? { reasoningConfig: { type: 'enabled', maxReasoningEffort: reasoningConfig } } : {}),
    ...(beta ? { anthropic_beta: beta.split(/\s*,\s*/) } : {}),
  };
}
