import { mark } from '../boot/timing.ts';
import type { ModelRequest, ModelTarget } from '../kinds/model.ts';
import type { TurnInfo } from '../runtime/hooks.ts';
import { redactDeep } from '../runtime/redact.ts';
import { systemPrompt } from './context/system-prompt.ts';
import { toModelMessages } from './context/to-model-messages.ts';
import type { Conversation } from './conversation.ts';
import type { Bill } from './cost/bill.ts';
import type { Budget } from './cost/budget.ts';
import { addUsage } from './cost/cost.ts';
import { CostGate } from './cost/cost-gate.ts';
import { callLimits } from './models/call-limits.ts';
import { callModel, toMessage } from './models/call-model.ts';
import type { Answer } from './models/call-wire.ts';
import { checkStandIn, withFallback } from './models/fallback.ts';
import { outcome, type TurnResult } from './result.ts';
import { toolDefinitions } from './tools/tool-definitions.ts';

/** What has been spent on this prompt so far. */
export interface Spent {
  turns: number;
  /** of tools, that were run */
  calls?: number;
  usage: TurnResult['usage'];
  /** of the calls whose price is known */
  costUsd: number;
  /** false: a call had no known price */
  costKnown?: boolean;
  /** what its calls may cost, those of others that share it included; absent: no limit */
  budget?: Budget;
  /** that was asked last, as `provider/model` */
  model?: string;
  text: string;
}

/** What one model is asked. */
interface Question {
  target: ModelTarget;
  request: ModelRequest;
}

/**
 * context → route → request → stream: one answer, stored; of another model where the chosen one is overloaded or out of reach. What had arrived
 * of an answer that was cut for good is stored as well, without its calls, and what it cost counts.
 * @param info its `model` is set to the one that answers
 */
export async function askModel(conversation: Conversation, info: TurnInfo, spent: Spent, signal: AbortSignal): Promise<Answer> {
  const { kernel, session } = conversation;
  const { hooks } = kernel;
  const routed = hooks.route.isUsed() ? await hooks.route.promise({ ...info, prompt: lastPrompt(conversation) }) : undefined;
  const chosen = routed ?? conversation.model;
  let isAnnounced = false;
  let arriving: Answer | undefined;
  let gate: CostGate | undefined;
  const prepare = async (ref: string): Promise<Question> => {
    const target = await conversation.target(ref, signal);
    info.model = `${target.provider}/${target.model}`;
    if (!isAnnounced) kernel.emit({ type: 'turn_start', session_id: session.id, time: Date.now(), turn: info.turn, model: info.model });
    isAnnounced = true;
    // the tools are those of the chosen model, whoever stands in for it; a recording's are those of the model that was recorded
    const request = await buildRequest(conversation, target, info, ref === chosen ? target.info.id : chosen);
    if (ref !== chosen) checkStandIn(kernel, target, request, conversation.tools().length > 0);
    return { target, request };
  };
  const ask = async ({ target, request }: Question, isLast: boolean): Promise<Answer> => {
    spent.model = info.model;
    gate = gateOf(conversation, request, spent);
    mark('request ready');
    const limits = { ...callLimits(kernel, isLast), ...(gate && { gate }) };
    const answer = await callModel(kernel, request, target, info, limits, signal, (partial) => {
      arriving = partial;
    });
    if (gate) conversation.gauge.saw(info.model, request, answer.assembly.usage);
    conversation.meter.saw(info.model, request, conversation.view, answer.assembly.usage);
    return answer;
  };
  const gaveUp = async (error: unknown) => {
    const given = arriving;
    arriving = undefined;
    if (!given) return undefined;
    given.void = true;
    await storeInterrupted(conversation, given, spent, error);
    return given.shown ? given.messageId : undefined;
  };
  let answer: Answer;
  try {
    answer = await withFallback({ conversation, chosen, signal, prepare, ask, gaveUp });
  } catch (error) {
    if (arriving) await storeInterrupted(conversation, arriving, spent, error);
    throw error;
  }
  mark('answer complete');
  const { assembly, target } = answer;
  await storeAnswer(conversation, answer, spent);
  mark('answer stored');
  const calls = assembly.parts.some(({ type }) => type === 'tool_call');
  if (gate && assembly.finish === 'length' && !calls && target.cappedFrom !== undefined) throw gate.cut(target);
  return answer;
}

/** Undefined without a limit: then nothing is estimated. */
export function gateOf(
  { kernel, session, messages, gauge }: Pick<Conversation, 'kernel' | 'session' | 'messages' | 'gauge'>,
  request: ModelRequest,
  { budget }: Spent,
): CostGate | undefined {
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

async function buildRequest(conversation: Conversation, target: ModelTarget, info: TurnInfo, toolsOf: string): Promise<ModelRequest> {
  const { hooks } = conversation.kernel;
  const stored = toModelMessages(conversation.view, target.provider);
  const messages = hooks.context.isUsed() ? ((await hooks.context.promise(stored, info)) ?? stored) : stored;
  const tools = target.info.capabilities?.tools === false ? [] : conversation.tools(toolsOf);
  const request: ModelRequest = {
    system: systemPrompt(
      conversation.agentInfo,
      tools.map(({ id }) => id),
    ),
    messages,
    tools: toolDefinitions(tools),
    cacheKey: conversation.session.id,
  };
  const { apiKey: _key, ...visible } = target;
  return hooks.request.isUsed() ? ((await hooks.request.promise(request, visible)) ?? request) : request;
}

async function storeAnswer(conversation: Conversation, answer: Answer, spent: Spent): Promise<void> {
  const { kernel, session, agent } = conversation;
  const { text, finish = 'stop' } = answer.assembly;
  const message = toMessage(answer, session.id, agent);
  spent.turns += 1;
  spent.text = text;
  const { messageId: message_id } = answer;
  // first what was spent: a process killed in between must not leave an answer that nobody counts
  await addSpent(conversation, spent, answer.bill);
  await conversation.store(message);
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
  if (!bill.isEmpty) await addSpent(conversation, spent, bill);
  await conversation.store({ ...message, parts, finish: 'interrupted', ...(error && { error: redactDeep(error) }) });
  if (bill.isEmpty) return;
  tellUsage(conversation, spent, message.model ?? '', bill);
}

async function addSpent(conversation: Conversation, spent: Spent, { usage, costUsd = 0, isKnown }: Bill): Promise<void> {
  spent.usage = addUsage(spent.usage, usage);
  spent.costUsd += costUsd;
  if (!isKnown) spent.costKnown = false;
  await conversation.addCost(usage, costUsd, isKnown);
}

function tellUsage({ kernel, session }: Conversation, spent: Spent, model: string, { usage, costUsd = 0, isKnown }: Bill): void {
  const total = { total_usage: spent.usage, total_cost_usd: spent.costUsd, ...(!isKnown && { cost_known: false }) };
  kernel.emit({ type: 'usage', session_id: session.id, time: Date.now(), model, usage, cost_usd: costUsd, ...total });
  if (kernel.hooks.usage.isUsed()) kernel.hooks.usage.call({ sessionId: session.id, model, usage, costUsd });
}

function lastPrompt(conversation: Conversation): string {
  const user = conversation.messages.findLast(({ role, compaction }) => role === 'user' && !compaction);
  return user?.parts.map((part) => (part.type === 'text' && !part.synthetic ? part.text : '')).join('\n') ?? '';
}
