import { type ModelRequest, type ModelTarget, setEffort } from '@ock/kernel';
import { effortFields, mostTokens } from './effort.ts';
import { type Block, buildMessages, type ConverseMessage } from './messages.ts';
import { type ConverseQuirks, quirksOf } from './quirks.ts';

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

  const { inferenceConfig, additionalModelRequestFields, ...extra } = target.extra;
  const fields = { ...modelFields(request, target, messages), ...(additionalModelRequestFields as object | undefined) };
  const limits = { ...limitsOf(target, fields), ...(inferenceConfig as object | undefined) };
  if (Object.keys(limits).length > 0) body.inferenceConfig = limits;
  if (Object.keys(fields).length > 0) body.additionalModelRequestFields = fields;
  return { ...body, ...extra };
}

/** What thinks at a temperature of its own takes none; Nova at its highest effort takes no bound either. */
function limitsOf(target: ModelTarget, { thinking, reasoningConfig }: ModelFields): Block {
  if (reasoningConfig?.maxReasoningEffort === 'high') return {};
  const maxTokens = mostTokens(target);
  const thinks = thinking !== undefined && thinking.type !== 'disabled';
  const fixed = thinks || quirksOf(target).noTemperature || target.info.capabilities?.temperature === false;
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(target.temperature === undefined || fixed ? {} : { temperature: Math.min(1, target.temperature) }),
  };
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

interface ModelFields {
  thinking?: { type: string; budget_tokens?: number };
  reasoningConfig?: { type: string; maxReasoningEffort?: string };
  [name: string]: unknown;
}

/** What the effort asks for, without one what the quirks do, as far as the request allows it. */
function modelFields(request: ModelRequest, target: ModelTarget, messages: readonly ConverseMessage[]): ModelFields {
  const quirks = quirksOf(target);
  const told = target.effort === undefined ? undefined : effortFields(target.effort, target);
  const around: { additionalModelRequestFields?: ModelFields } = {};
  if (told) setEffort(around as Record<string, unknown>, told);
  const { thinking, ...fields } = told ? (around.additionalModelRequestFields ?? {}) : usualFields(quirks, mostTokens(target));
  return {
    ...fields,
    ...(thinking && mayThink(request, thinking.type, messages) ? { thinking } : {}),
    ...(quirks.beta ? { anthropic_beta: quirks.beta.split(/\s*,\s*/) } : {}),
  };
}

function usualFields(
  { thinking, thinkingBudget = 0, effort, reasoningEffort, reasoningConfig }: ConverseQuirks,
  most?: number,
): ModelFields {
  const budget = Math.min(thinkingBudget, (most ?? Number.POSITIVE_INFINITY) - 1);
  return {
    ...(thinking === 'adaptive' ? { thinking: { type: 'adaptive' } } : {}),
    ...(thinking !== 'adaptive' && budget >= 1024 ? { thinking: { type: 'enabled', budget_tokens: budget } } : {}),
    ...(effort ? { output_config: { effort } } : {}),
    ...(reasoningEffort ? { reasoning_effort: reasoningEffort } : {}),
    ...(reasoningConfig ? { reasoningConfig: { type: 'enabled', maxReasoningEffort: reasoningConfig } } : {}),
  };
}

/** Thinking and a demanded call exclude each other. With a budget, calls that are being answered must stand behind thinking; those of another provider do not. */
function mayThink({ toolChoice }: ModelRequest, type: string, messages: readonly ConverseMessage[]): boolean {
  if (type === 'disabled') return true;
  if (toolChoice === 'required') return false;
  const answering = messages.at(-1)?.content.some(({ toolResult }) => toolResult) ?? false;
  return type === 'adaptive' || !answering || messages.at(-2)?.content[0]?.reasoningContent !== undefined;
}
