import type { Message, Part } from '@ock/schemas';
import { mark } from '../boot/timing.ts';
import type { ModelRequest, ModelTarget } from '../kinds/model.ts';
import { KernelError } from '../runtime/errors.ts';
import type { PromptInput, TurnInfo } from '../runtime/hooks.ts';
import { redactSecrets } from '../runtime/redact.ts';
import { ulid } from '../runtime/ulid.ts';
import { type Answer, badFinish, callModel, toMessage } from './call-model.ts';
import type { Conversation } from './conversation.ts';
import { addUsage, costOf, NO_USAGE } from './cost.ts';
import { checkLimits, RepeatGuard } from './limits.ts';
import { outcome, type TurnResult } from './result.ts';
import { runCalls } from './run-calls.ts';
import { environmentNote, systemPrompt } from './system-prompt.ts';
import { titleFrom } from './title.ts';
import { toModelMessages } from './to-model-messages.ts';

/** What has been spent on this prompt so far. */
interface Spent {
  turns: number;
  usage: TurnResult['usage'];
  costUsd: number;
  text: string;
}

/** prompt → (context → route → request → stream → tool calls)* → result. Each part is stored before it is acted on. */
export async function runPrompt(conversation: Conversation, input: PromptInput | undefined, outer: AbortSignal): Promise<TurnResult> {
  const { limits } = conversation;
  const begin = performance.now();
  const spent: Spent = { turns: 0, usage: NO_USAGE, costUsd: 0, text: '' };
  const denialsBefore = conversation.denials.length;
  const deadline = limits.timeoutMs === undefined ? undefined : new AbortController();
  const timer =
    deadline && setTimeout(() => deadline.abort(new KernelError('OC_LIMIT_TIME', { limit: limits.timeoutMs })), limits.timeoutMs);
  const signal = deadline ? AbortSignal.any([outer, deadline.signal]) : outer;
  let failure: unknown;
  try {
    signal.throwIfAborted();
    if (input) await storePrompt(conversation, input);
    await loop(conversation, spent, signal);
  } catch (error) {
    failure = error ?? new KernelError('OC_INTERRUPTED');
  } finally {
    clearTimeout(timer);
  }
  return {
    ...outcome(failure),
    text: spent.text,
    usage: spent.usage,
    costUsd: spent.costUsd,
    numTurns: spent.turns,
    durationMs: Math.round(performance.now() - begin),
    model: conversation.model,
    denials: conversation.denials.slice(denialsBefore),
    filesChanged: [...conversation.filesChanged].sort(),
  };
}

async function storePrompt(conversation: Conversation, input: PromptInput): Promise<void> {
  const { kernel, session } = conversation;
  const given = (await kernel.hooks.prompt.promise(input, { id: session.id, cwd: session.directory })) ?? input;
  const next = { ...given, text: redactSecrets(given.text) };
  const parts: Part[] = next.files.map((file) => ({ id: ulid(), type: 'file', ...file }));
  if (conversation.messages.length === 0) parts.push({ id: ulid(), type: 'text', text: environmentNote(conversation), synthetic: true });
  parts.push({ id: ulid(), type: 'text', text: next.text });
  const message: Message = { id: ulid(), session_id: session.id, role: 'user', created_at: Date.now(), agent: conversation.agent, parts };
  await conversation.store(message);
  const names = next.files.map((file) => file.name ?? file.mime);
  kernel.emit({
    type: 'user',
    session_id: session.id,
    time: Date.now(),
    message_id: message.id,
    text: next.text,
    ...(names.length > 0 && { files: names }),
  });
  if (session.title === '') {
    const title = titleFrom(next.text);
    conversation.session = await conversation.sessions.update(session.id, { title });
    kernel.emit({ type: 'title', session_id: session.id, time: Date.now(), title });
  }
}

async function loop(conversation: Conversation, spent: Spent, signal: AbortSignal): Promise<void> {
  const guard = new RepeatGuard();
  await finishPending(conversation, guard, signal);
  for (;;) {
    checkLimits(conversation.limits, spent.turns, spent.costUsd);
    const answer = await oneTurn(conversation, spent, signal);
    const calls = answer.assembly.parts.filter((part) => part.type === 'tool_call');
    if (calls.length === 0) {
      const bad = badFinish(answer.assembly);
      if (bad) throw bad;
      return;
    }
    await runCalls(conversation, calls, guard, signal);
    mark('calls done');
    signal.throwIfAborted();
  }
}

/** A process that was killed left calls without results: what only reads runs again, the rest is reported as interrupted. */
async function finishPending(conversation: Conversation, guard: RepeatGuard, signal: AbortSignal): Promise<void> {
  const at = conversation.messages.findLastIndex((message) => message.role === 'assistant');
  const last = conversation.messages[at];
  if (!last) return;
  const answered = new Set(
    conversation.messages
      .slice(at + 1)
      .flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'tool_result' ? [part.call_id] : []))),
  );
  const readOnly = new Set(conversation.tools().flatMap(({ id, readOnly }) => (readOnly ? [id] : [])));
  const pending = last.parts.filter((part) => part.type === 'tool_call' && !answered.has(part.call_id) && readOnly.has(part.tool));
  if (pending.length > 0 && conversation.messages.at(-1) === last) {
    await runCalls(
      conversation,
      pending.filter((part) => part.type === 'tool_call'),
      guard,
      signal,
    );
  }
}

async function oneTurn(conversation: Conversation, spent: Spent, signal: AbortSignal): Promise<Answer> {
  const { kernel, session } = conversation;
  const { hooks } = kernel;
  const info: TurnInfo = {
    sessionId: session.id,
    turn: spent.turns + 1,
    agent: conversation.agent,
    model: conversation.model,
    cwd: session.directory,
  };
  await kernel.activateFor('onTurn');
  if (hooks.turnStart.isUsed()) await hooks.turnStart.promise(info);
  const routed = hooks.route.isUsed() ? await hooks.route.promise({ ...info, prompt: lastPrompt(conversation) }) : undefined;
  const target = await conversation.target(routed ?? conversation.model, signal);
  info.model = `${target.provider}/${target.model}`;
  kernel.emit({ type: 'turn_start', session_id: session.id, time: Date.now(), turn: info.turn, model: info.model });
  const request = await buildRequest(conversation, target, info);
  const settings = kernel.config.config.limits as { retries?: number; stall_timeout_s?: number } | undefined;
  const callLimits = { retries: settings?.retries ?? 5, stallMs: (settings?.stall_timeout_s ?? 120) * 1000 };
  let arriving: Answer | undefined;
  mark('request ready');
  try {
    const answer = await callModel(kernel, request, target, info, callLimits, signal, (partial) => {
      arriving = partial;
    });
    mark('answer complete');
    await storeAnswer(conversation, answer, target, spent);
    mark('answer stored');
    if (hooks.turnEnd.isUsed()) await hooks.turnEnd.promise(info);
    return answer;
  } catch (error) {
    if (arriving) await storeInterrupted(conversation, arriving, target, spent);
    throw error;
  }
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
  spent.usage = addUsage(spent.usage, usage);
  spent.costUsd += costUsd;
  spent.text = text;
  await conversation.addCost(addUsage(session.usage, usage), session.cost_usd + costUsd);
  const base = { session_id: session.id, time: Date.now() };
  kernel.emit({ ...base, type: 'message', message_id: answer.messageId, text, model, finish });
  kernel.emit({ ...base, type: 'usage', model, usage, cost_usd: costUsd, total_usage: spent.usage, total_cost_usd: spent.costUsd });
  if (kernel.hooks.usage.isUsed()) kernel.hooks.usage.call({ sessionId: session.id, model, usage, costUsd });
}

/** Keeps what had arrived when the stream was cut for good. */
async function storeInterrupted(conversation: Conversation, answer: Answer, target: ModelTarget, spent: Spent): Promise<void> {
  const parts = answer.assembly.withoutCalls();
  spent.text = answer.assembly.text;
  if (parts.length === 0) return;
  const message = { ...toMessage(answer, conversation.session.id, conversation.agent, target, 0), parts, finish: 'interrupted' as const };
  await conversation.store(message);
}

function lastPrompt(conversation: Conversation): string {
  const user = conversation.messages.findLast(({ role }) => role === 'user');
  return user?.parts.map((part) => (part.type === 'text' && !part.synthetic ? part.text : '')).join('\n') ?? '';
}
