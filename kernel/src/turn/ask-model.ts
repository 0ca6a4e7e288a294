import { mark } from '../boot/timing.ts';
import type { ModelRequest, ModelTarget } from '../kinds/model.ts';
import type { TurnInfo } from '../runtime/hooks.ts';
import { redactDeep } from '../runtime/redact.ts';
import type { Bill } from './bill.ts';
import type { Budget } from './budget.ts';
import { type Answer, callModel, toMessage } from './call-model.ts';
import type { Conversation } from './conversation.ts';
import { addUsage } from './cost.ts';
import { CostGate } from './cost-gate.ts';
import { outcome, type TurnResult } from './result.ts';
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
  /** what its calls may cost, those of others that share it included; absent: no limit */
  budget?: Budget;
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
  const gate = gateOf(conversation, request, spent);
  let arriving: Answer | undefined;
  let answer: Answer;
  mark('request ready');
  try {
    answer = await callModel(kernel, request, target, info, { ...callLimits, ...(gate && { gate }) }, signal, (partial) => {
      arriving = partial;
    });
  } catch (error) {
    if (arriving) await storeInterrupted(conversation, arriving, spent, error);
    throw error;
  }
  mark('answer complete');
  const { assembly } = answer;
  if (gate) conversation.gauge.saw(info.model, request, assembly.usage);
  await storeAnswer(conversation, answer, spent);
  mark('answer stored');
  const calls = assembly.parts.some(({ type }) => type === 'tool_call');
  if (gate && assembly.finish === 'length' && !calls && answer.target.cappedFrom !== undefined) throw gate.cut(answer.target);
  return answer;
}

/** Undefined without a limit: then nothing is estimated. */
function gateOf({ kernel, session, messages, gauge }: Conversation, request: ModelRequest, { budget }: Spent): CostGate | undefined {
  if (!budget) return undefined;
  const { unpriced = 'allow' } = (kernel.config.config.limits ?? {}) as { unpriced?: 'allow' | 'refuse' };
  const tell = (model: string) => {
    const text = kernel.t('limit.cannot_hold', { model, limit: budget.limitUsd });
    if (budget.isNew(model))
      kernel.emit({ type: 'notice', session_id: session.id, time: Date.now(), level: 'warning', code: 'unpriced', text });
  };
  const expect = ({ provider, model }: ModelTarget) => gauge.expect(`${provider}/${model}`, request, messages);
  return new CostGate({ budget, expect, unpriced: unpriced === 'refuse' || tell });
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

async function storeAnswer(conversation: Conversation, answer: Answer, spent: Spent): Promise<void> {
  const { kernel, session, agent } = conversation;
  const { text, finish = 'stop' } = answer.assembly;
  const message = toMessage(answer, session.id, agent);
  await conversation.store(message);
  spent.turns += 1;
  spent.text = text;
  const { messageId: message_id } = answer;
  await addSpent(conversation, spent, answer.bill);
  kernel.emit({ type: 'message', session_id: session.id, time: Date.now(), message_id, text, model: message.model ?? '', finish });
  tellUsage(conversation, spent, message.model ?? '', answer.bill);
}

/**
 * Keeps what had arrived when the stream was cut for good; of an attempt that was declared void, only what it cost: the message has no parts
 * then, and no model is told of it.
 */
async function storeInterrupted(conversation: Conversation, answer: Answer, spent: Spent, cause: unknown): Promise<void> {
  const { bill, assembly } = answer;
  const parts = answer.void ? [] : assembly.withoutCalls();
  if (!answer.void) spent.text = assembly.text;
  if (parts.length === 0 && bill.isEmpty) return;
  const message = toMessage(answer, conversation.session.id, conversation.agent);
  const { error } = outcome(cause);
  await conversation.store({ ...message, parts, finish: 'interrupted', ...(error && { error: redactDeep(error) }) });
  if (bill.isEmpty) return;
  await addSpent(conversation, spent, bill);
  tellUsage(conversation, spent, message.model ?? '', bill);
}

async function addSpent(conversation: Conversation, spent: Spent, { usage, costUsd = 0, isKnown }: Bill): Promise<void> {
  const { session } = conversation;
  spent.usage = addUsage(spent.usage, usage);
  spent.costUsd += costUsd;
  if (!isKnown) spent.costKnown = false;
  await conversation.addCost(addUsage(session.usage, usage), session.cost_usd + costUsd, isKnown);
}

function tellUsage({ kernel, session }: Conversation, spent: Spent, model: string, { usage, costUsd = 0, isKnown }: Bill): void {
  const total = { total_usage: spent.usage, total_cost_usd: spent.costUsd, ...(!isKnown && { cost_known: false }) };
  kernel.emit({ type: 'usage', session_id: session.id, time: Date.now(), model, usage, cost_usd: costUsd, ...total });
  if (kernel.hooks.usage.isUsed()) kernel.hooks.usage.call({ sessionId: session.id, model, usage, costUsd });
}

function lastPrompt(conversation: Conversation): string {
  const user = conversation.messages.findLast(({ role }) => role === 'user');
  return user?.parts.map((part) => (part.type === 'text' && !part.synthetic ? part.text : '')).join('\n') ?? '';
}
