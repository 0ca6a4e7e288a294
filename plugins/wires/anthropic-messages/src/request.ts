import { type ModelRequest, type ModelTarget, setEffort } from '@ock/kernel';
import { cacheControl, markMessages } from './cache.ts';
import { effortFields, mostTokens } from './effort.ts';
import { buildMessages, type Message } from './messages.ts';
import { type MessagesQuirks, quirksOf } from './quirks.ts';

/** The body of a Messages request. `target.extra` is merged in last. */
export function buildMessagesBody(request: ModelRequest, target: ModelTarget): Record<string, unknown> {
  const quirks = quirksOf(target);
  const cache = cacheControl(quirks);
  const messages = buildMessages(request.messages, target);
  markMessages(messages, cache);
  const body: Record<string, unknown> = {
    ...(quirks.bodyVersion ? { anthropic_version: quirks.bodyVersion } : {}),
    ...(quirks.pathVerb ? {} : { model: target.model }),
    max_tokens: mostTokens(target),
    messages,
    stream: true,
  };
  if (request.system !== '') body.system = [{ type: 'text', text: request.system, ...cache }];
  addTools(body, request, cache);
  addThinking(body, target, quirks);
  if (body.thinking !== undefined && !mayThink(request, body.thinking as Thinking, messages)) delete body.thinking;
  const thinks = body.thinking !== undefined && (body.thinking as Thinking).type !== 'disabled';
  const fixed = thinks || quirks.noTemperature || target.info.capabilities?.temperature === false;
  if (target.temperature !== undefined && !fixed) body.temperature = Math.min(1, target.temperature);
  if (quirks.jsonSchema && request.responseSchema)
    body.output_config = { ...(body.output_config as object | undefined), format: { type: 'json_schema', schema: request.responseSchema } };
  return { ...body, ...target.extra };
}

/** What the effort asks for; without one, what the quirks do. */
function addThinking(body: Record<string, unknown>, target: ModelTarget, quirks: MessagesQuirks): void {
  const fields = target.effort === undefined ? undefined : effortFields(target.effort, target);
  if (fields) {
    setEffort(body, fields);
    return;
  }
  const budget = Math.min(quirks.thinkingBudget ?? 0, mostTokens(target) - 1);
  if (quirks.thinking === 'adaptive') body.thinking = { type: 'adaptive' };
  else if (budget >= 1024) body.thinking = { type: 'enabled', budget_tokens: budget };
  if (quirks.effort) body.output_config = { effort: quirks.effort };
}

interface Thinking {
  type: string;
}

/** Thinking and a demanded call exclude each other. With a budget, calls that are being answered must stand behind thinking; those of another provider do not. */
function mayThink({ toolChoice }: ModelRequest, { type }: Thinking, messages: readonly Message[]): boolean {
  if (type === 'disabled') return true;
  if (toolChoice === 'required') return false;
  if (type === 'adaptive') return true;
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
