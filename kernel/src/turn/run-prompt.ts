import type { Message, Part, ToolCallPart } from '@ock/schemas';
import { mark } from '../boot/timing.ts';
import { sweepTemporaries } from '../host/atomic-write.ts';
import { KernelError } from '../runtime/errors.ts';
import type { PromptInput, TurnInfo } from '../runtime/hooks.ts';
import { redactSecrets } from '../runtime/redact.ts';
import { ulid } from '../runtime/ulid.ts';
import type { Spent } from './ask-model.ts';
import { expandMentions } from './context/expand-mentions.ts';
import { expandSlash } from './context/expand-slash.ts';
import { askWithRoom } from './context/make-room.ts';
import { sessionNotes } from './context/session-notes.ts';
import { environmentNote } from './context/system-prompt.ts';
import type { Conversation } from './conversation.ts';
import { Budget } from './cost/budget.ts';
import { NO_USAGE } from './cost/cost.ts';
import { checkCalls, checkTurns } from './limits.ts';
import { badFinish } from './models/call-model.ts';
import { outcome, type TurnResult } from './result.ts';
import { titleFrom } from './session/title.ts';
import { asCalled } from './tools/judge.ts';
import { runCalls } from './tools/run-calls.ts';
import { filesWritten } from './tools/run-tool.ts';
import { untilStopped } from './until-stopped.ts';

/** ms: what Node's timers can hold; beyond it they fire at once */
const LONGEST_TIMER = 2 ** 31 - 1;
/** times that plugins may have the model go on when it is done with a prompt */
const MOST_AGAIN = 8;

/** prompt → (context → route → request → stream → tool calls)* → result. Each part is stored before it is acted on. */
export async function runPrompt(
  conversation: Conversation,
  input: PromptInput | undefined,
  outer: AbortSignal,
  shared?: Budget,
): Promise<TurnResult> {
  const { limits } = conversation;
  const begin = performance.now();
  const budget = shared ?? (limits.maxCostUsd === undefined ? undefined : new Budget(limits.maxCostUsd));
  const spent: Spent = { turns: 0, usage: NO_USAGE, costUsd: 0, text: '', ...(budget && { budget }) };
  const denialsBefore = conversation.denials.length;
  conversation.filesChanged.clear();
  conversation.spent = spent;
  conversation.delegations = 0;
  const deadline = limits.timeoutMs === undefined ? undefined : new AbortController();
  const expire = () => deadline?.abort(new KernelError('OC_LIMIT_TIME', { limit: limits.timeoutMs }));
  const timer = deadline && setTimeout(expire, Math.min(limits.timeoutMs ?? 0, LONGEST_TIMER));
  const signal = deadline ? AbortSignal.any([outer, deadline.signal]) : outer;
  let failure: unknown;
  try {
    signal.throwIfAborted();
    const bridges = conversation.kernel.bridges.start();
    await untilStopped(conversation.readView(), signal);
    await untilStopped(conversation.toolSet.takeLists(), signal);
    await finishPending(conversation, signal);
    signal.throwIfAborted();
    if (input) await storePrompt(conversation, input, signal);
    else await takeUp(conversation);
    await untilStopped(bridges, signal);
    mark('bridges ready');
    await loop(conversation, spent, signal);
  } catch (error) {
    // what stops because it was told to may put that in words of its own
    failure = (signal.aborted ? signal.reason : error) ?? new KernelError('OC_INTERRUPTED');
  } finally {
    clearTimeout(timer);
    delete conversation.spent;
    conversation.borrowed.giveBack();
  }
  return {
    ...outcome(failure),
    text: spent.text,
    usage: spent.usage,
    costUsd: spent.costUsd,
    ...(spent.costKnown === false && { costKnown: false }),
    numTurns: spent.turns,
    durationMs: Math.round(performance.now() - begin),
    model: spent.model ?? conversation.model,
    denials: conversation.denials.slice(denialsBefore),
    filesChanged: [...conversation.filesChanged].sort(),
  };
}

async function storePrompt(conversation: Conversation, typed: PromptInput, signal: AbortSignal): Promise<void> {
  const { kernel, session } = conversation;
  const { above } = conversation;
  const expanded = await untilStopped(expandSlash(conversation, typed, signal), signal);
  const { input, mentioned } = await untilStopped(expandMentions(conversation, expanded, signal), signal);
  const place = { id: session.id, cwd: session.directory, ...(above && { parent: above.session.id }) };
  const given = (await kernel.hooks.prompt.promise(input, place, conversation.files)) ?? input;
  if (given.refused !== undefined) throw new KernelError('OC_INPUT', { message: given.refused });
  const next = { ...given, text: redactSecrets(given.text) };
  const parts: Part[] = next.files.map((file) => ({ id: ulid(), type: 'file', ...file }));
  if (conversation.messages.length === 0) {
    const text = [environmentNote(conversation), ...(await sessionNotes(conversation))].join('\n');
    parts.push({ id: ulid(), type: 'text', text, synthetic: true });
  }
  for (const note of next.notes ?? []) parts.push({ id: ulid(), type: 'text', text: redactSecrets(note), synthetic: true });
  const { userPrefix, userSuffix } = conversation.agentInfo;
  if (userPrefix !== undefined) parts.push({ id: ulid(), type: 'text', text: userPrefix, synthetic: true });
  parts.push({ id: ulid(), type: 'text', text: next.text });
  if (userSuffix !== undefined) parts.push({ id: ulid(), type: 'text', text: userSuffix, synthetic: true });
  const message: Message = { id: ulid(), session_id: session.id, role: 'user', created_at: Date.now(), agent: conversation.agent, parts };
  await conversation.endUndone(message.id);
  await conversation.store(message);
  const names = next.files.map((file) => file.name ?? file.mime);
  kernel.emit({
    type: 'user',
    session_id: session.id,
    time: Date.now(),
    message_id: message.id,
    text: next.text,
    ...(names.length > 0 && { files: names }),
    ...(mentioned.length > 0 && { mentioned }),
  });
  if (session.title === '') {
    const title = titleFrom(next.text);
    conversation.session = await conversation.sessions.update(session.id, { title });
    kernel.emit({ type: 'title', session_id: session.id, time: Date.now(), title });
    if (!conversation.spent?.budget) conversation.name(next.text);
  }
}

/** Without a prompt a session goes on where it stopped. @throws OC_INPUT when it did not stop in the middle of anything */
async function takeUp(conversation: Conversation): Promise<void> {
  // an answer that never came left what it cost and nothing to go on from
  const last = conversation.messages.findLast(({ parts, compaction }) => parts.length > 0 && !compaction);
  if (!last) throw new KernelError('OC_INPUT', { because: 'reason.no_prompt' });
  if (last.role !== 'assistant' || last.parts.some(({ type }) => type === 'tool_call')) return;
  if (last.finish !== 'interrupted' && last.finish !== 'length') throw new KernelError('OC_INPUT', { because: 'reason.session_ended' });
  const parts: Part[] = [{ id: ulid(), type: 'text', text: 'Go on from where you were interrupted.', synthetic: true }];
  const id = ulid();
  await conversation.endUndone(id);
  await conversation.store({ id, session_id: conversation.session.id, role: 'user', created_at: Date.now(), parts });
}

async function loop(conversation: Conversation, spent: Spent, signal: AbortSignal): Promise<void> {
  for (let again = 0; ; ) {
    for (const more of conversation.takeSteered()) await storePrompt(conversation, more, signal);
    checkTurns(conversation.limits, spent.turns);
    if (!(await oneTurn(conversation, spent, signal)) || conversation.isSteered) continue;
    const reason = again < MOST_AGAIN ? await whyGoOn(conversation, spent, again, signal) : undefined;
    if (reason === undefined) return;
    again++;
    const parts: Part[] = [{ id: ulid(), type: 'text', text: redactSecrets(reason), synthetic: true }];
    await conversation.store({ id: ulid(), session_id: conversation.session.id, role: 'user', created_at: Date.now(), parts });
  }
}

/** What a plugin has the model go on for. */
async function whyGoOn(conversation: Conversation, spent: Spent, again: number, signal: AbortSignal): Promise<string | undefined> {
  const { kernel, above } = conversation;
  if (!kernel.hooks.stop.isUsed()) return undefined;
  const info = { ...turnInfo(conversation, spent.turns), text: spent.text, again, ...(above && { parent: above.session.id }) };
  return untilStopped(kernel.hooks.stop.promise(info, signal), signal);
}

function turnInfo({ session, agent, model }: Conversation, turn: number): TurnInfo {
  return { sessionId: session.id, turn, agent, model, cwd: session.directory };
}

/** One answer and the calls in it. @returns true when there were none: the model is done */
async function oneTurn(conversation: Conversation, spent: Spent, signal: AbortSignal): Promise<boolean> {
  const { kernel } = conversation;
  const info = turnInfo(conversation, spent.turns + 1);
  await kernel.activateFor('onTurn');
  conversation.toolSet.takeBrought();
  const { turnStart, turnEnd } = kernel.hooks;
  if (turnStart.isUsed()) await turnStart.promise(info);
  try {
    const { assembly } = await askWithRoom(conversation, info, spent, signal);
    const calls = assembly.parts.filter((part) => part.type === 'tool_call');
    const bad = badFinish(assembly, calls.length > 0);
    if (bad) throw bad;
    if (calls.length === 0) return true;
    checkCalls(conversation.limits, (spent.calls ?? 0) + calls.length);
    spent.calls = (spent.calls ?? 0) + calls.length;
    await runCalls(conversation, calls, signal);
    mark('calls done');
    signal.throwIfAborted();
    return false;
  } finally {
    if (turnEnd.isUsed()) await turnEnd.promise(info);
  }
}

/** A process that was killed left calls without results: what only reads or goes on runs again, the rest is told to the model as interrupted. */
async function finishPending(conversation: Conversation, signal: AbortSignal): Promise<void> {
  const { messages } = conversation;
  const at = messages.findLastIndex((message) => message.role === 'assistant');
  const last = messages[at];
  const results = messages.at(-1);
  if (!last || (results !== last && (results?.role !== 'tool' || messages.at(-2) !== last))) return;
  const answered = new Set(results.parts.flatMap((part) => (part.type === 'tool_result' ? [part.call_id] : [])));
  const tools = new Map(conversation.tools().map((tool) => [tool.id, tool]));
  const isRepeatable = (call: ToolCallPart) => {
    const tool = tools.get(call.tool);
    return tool !== undefined && (tool.resumable === true || asCalled(tool, call.input).readOnly);
  };
  const pending = last.parts.filter((part) => part.type === 'tool_call').filter((call) => !answered.has(call.call_id));
  const again = pending.filter(isRepeatable);
  for (const call of pending) if (!again.includes(call)) await sweepAfter(conversation, call, signal);
  if (again.length > 0) await runCalls(conversation, again, signal, results === last ? undefined : results);
}

/** A change that was cut short may have left what it was writing beside the file. Failing to tidy up keeps nobody from going on. */
async function sweepAfter(conversation: Conversation, call: ToolCallPart, signal: AbortSignal): Promise<void> {
  try {
    const files = await filesWritten({ callId: call.call_id, tool: call.tool, input: call.input }, conversation.toolScope(signal));
    for (const file of files) sweepTemporaries(file);
  } catch (error) {
    conversation.kernel.options.log.debug('not tidied', { tool: call.tool, error: String(error) });
  }
}
