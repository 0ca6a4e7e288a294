import { mark } from '../boot/timing.ts';
import type { ModelRequest, ModelTarget } from '../kinds/model.ts';
import type { TurnInfo } from '../runtime/hooks.ts';
import { type Answer, callModel, toMessage } from './call-model.ts';
import type { Conversation } from './conversation.ts';
import { addUsage, costOf } from './cost.ts';
import type { TurnResult } from './result.ts';
import { systemPrompt } from './system-prompt.ts';
import { toModelMessages } from './to-model-messages.ts';

/** What has been spent on this prompt so far. */
export interface Spent {
  turns: number;
  usage: TurnResult['usage'];
  /** of the calls whose price is known */
  costUsd: number;
  /** false: a call had no known price */
  costKnown?: boolean;
  text: string;
}

/**
 * context → route → request → stream: one answer, stored. What had arrived of an answer that was cut for good is stored as well, without its
 * calls, and what it cost counts.
 * @param info its `model` is set to the one that answers
 */
export async function askModel(conversation: Conversation, info: TurnInfo, spent: Spent, signal: AbortSignal): Promise<Answer> {
  const { kernel, session } = conversation;
  const { hooks } = kernel;
  const routed = hooks.route.isUsed() ? await hooks.route.promise({ ...info, prompt: lastPrompt(conversation) }) : undefined;
  const target = await conversation.target(routed ?? conversation.model, signal);
  info.model = `${target.provider}/${target.model}`;
  kernel.emit({ type: 'turn_start', session_id: session.id, time: Date.now(), turn: info.turn, model: info.model });
  const request = await buildRequest(conversation, target, info);
  const settings = kernel.config.config.limits as { retries?: number; stall_timeout_s?: number } | undefined;
  const callLimits = { retries: settings?.retries ?? 5, stallMs: (settings?.stall_timeout_s ?? 120) * 1000 };
  let arriving: Answer | undefined;
  let answer: Answer;
  mark('request ready');
  try {
    answer = await callModel(kernel, request, target, info, callLimits, signal, (partial) => {
      arriving = partial;
    });
  } catch (error) {
    if (arriving) await storeInterrupted(conversation, arriving, target, spent);
    throw error;
  }
  mark('answer complete');
  await storeAnswer(conversation, answer, target, spent);
  mark('answer stored');
  return answer;
}

async function buildRequest(conversation: Conversation, target: ModelTarget, info: TurnInfo): Promise<ModelRequest> {
  const { hooks } = conversation.kernel;
  const stored = toModelMessages(conversation.messages);
  const messages = hooks.context.isUsed() ? ((await hooks.context.promise(stored, info)) ?? stored) : stored;
  const tools = target.info.capabilities?.tools === false ? [] : conversation.tools();
  const request: ModelRequest = {
    system: systemPrompt(conversation.agentInfo),
    messages,
    tools: tools.map(({ id, description = '', parameters = { type: 'object', properties: {} } }) => ({
      name: id,
      description,
      parameters,
    })),
    cacheKey: conversation.session.id,
  };
  const { apiKey: _key, ...visible } = target;
  return hooks.request.isUsed() ? ((await hooks.request.promise(request, visible)) ?? request) : request;
}

async function storeAnswer(conversation: Conversation, answer: Answer, target: ModelTarget, spent: Spent): Promise<void> {
  const { kernel, session, agent } = conversation;
  const { usage, text, finish = 'stop' } = answer.assembly;
  const costUsd = costOf(usage, target.info.cost);
  const model = `${target.provider}/${target.model}`;
  await conversation.store(toMessage(answer, session.id, agent, target, costUsd));
  spent.turns += 1;
  spent.text = text;
  await addSpent(conversation, spent, usage, costUsd);
  kernel.emit({ type: 'message', session_id: session.id, time: Date.now(), message_id: answer.messageId, text, model, finish });
  tellUsage(conversation, spent, { model, usage, costUsd });
}

/** Keeps what had arrived when the stream was cut for good; of an attempt that was declared void, only what it cost. */
async function storeInterrupted(conversation: Conversation, answer: Answer, target: ModelTarget, spent: Spent): Promise<void> {
  const { usage, text } = answer.assembly;
  const costUsd = costOf(usage, target.info.cost);
  const parts = answer.void ? [] : answer.assembly.withoutCalls();
  if (!answer.void) spent.text = text;
  if (parts.length > 0) {
    const message = toMessage(answer, conversation.session.id, conversation.agent, target, costUsd);
    await conversation.store({ ...message, parts, finish: 'interrupted' });
  }
  if (Object.values(usage).every((tokens) => tokens === 0)) return;
  await addSpent(conversation, spent, usage, costUsd);
  tellUsage(conversation, spent, { model: `${target.provider}/${target.model}`, usage, costUsd });
}

async function addSpent(conversation: Conversation, spent: Spent, usage: Spent['usage'], costUsd: number | undefined): Promise<void> {
  const { session } = conversation;
  spent.usage = addUsage(spent.usage, usage);
  spent.costUsd += costUsd ?? 0;
  if (costUsd === undefined) spent.costKnown = false;
  await conversation.addCost(addUsage(session.usage, usage), session.cost_usd + (costUsd ?? 0), costUsd !== undefined);
}

function tellUsage(
  { kernel, session }: Conversation,
  spent: Spent,
  call: { model: string; usage: Spent['usage']; costUsd: number | undefined },
): void {
  const { model, usage, costUsd = 0 } = call;
  const unknown = call.costUsd === undefined && { cost_known: false };
  const total = { total_usage: spent.usage, total_cost_usd: spent.costUsd, ...unknown };
  kernel.emit({ type: 'usage', session_id: session.id, time: Date.now(), model, usage, cost_usd: costUsd, ...total });
  if (kernel.hooks.usage.isUsed()) kernel.hooks.usage.call({ sessionId: session.id, model, usage, costUsd });
}

function lastPrompt(conversation: Conversation): string {
  const user = conversation.messages.findLast(({ role }) => role === 'user');
  return user?.parts.map((part) => (part.type === 'text' && !part.synthetic ? part.text : '')).join('\n') ?? '';
}
