import type { Compaction, Message, Part } from '@ock/schemas';
import { errorText } from '../../boot/explain.ts';
import type { CompactionPlan, CompactionTask } from '../../kinds/compaction-service.ts';
import { KernelError } from '../../runtime/errors.ts';
import { redactSecrets } from '../../runtime/redact.ts';
import { ulid } from '../../runtime/ulid.ts';
import type { Conversation } from '../conversation.ts';
import { askBeside } from '../models/ask-beside.ts';
import { exactModelRef, findModel } from '../models/providers.ts';
import { smallModel } from '../models/small-model.ts';
import { untilStopped } from '../until-stopped.ts';
import { messageTokens } from './context-meter.ts';
import { type ContextSettings, contextSettings } from './context-settings.ts';
import { modelView } from './model-view.ts';

/** tokens of a context that nobody knows */
const UNKNOWN_CONTEXT = 32_000;
/** part of the context that may stay word for word; halved where that did not suffice */
const KEPT_SHARE = 0.25;
/** part of the context that clearing old results must free to be worth a new cache */
const WORTH_SHARE = 0.2;

export interface CompactionRequest {
  reason: Compaction['reason'];
  focus?: string;
  /** from 1: how often it was tried for the same call */
  attempt?: number;
}

/** What a compaction came to. */
export interface Compacted extends Compaction {
  messageId: string;
  summary?: string;
  /** that wrote the summary */
  model?: string;
}

/**
 * Takes older messages out of the view of the model: old results are cleared first, else a summary takes the place of all but the last turns. A
 * message marks it; everything stays stored.
 * @returns undefined: nothing could be taken away
 */
export async function compact(conversation: Conversation, request: CompactionRequest, signal: AbortSignal): Promise<Compacted | undefined> {
  const { kernel, session, meter, model } = conversation;
  if (!kernel.find('service', 'compaction')) return undefined;
  await conversation.readView();
  if (await refused(conversation, request, signal)) return undefined;
  const service = await kernel.use('service', 'compaction');
  const view = modelView(conversation.messages);
  const task = taskOf(conversation, view, request, signal);
  const before = meter.expect(model, view);
  const plan = await service.plan(task, signal);
  signal.throwIfAborted();
  if (!plan) return undefined;
  const message = markerOf(session.id, view, plan, request.reason);
  const marker = message.compaction as Compaction;
  const after = meter.expect(model, modelView([...conversation.messages, message]));
  marker.before_tokens = before;
  marker.after_tokens = Math.min(after, before);
  await conversation.store(message);
  await remember(conversation, message.id);
  const summary = plan.kind === 'summary' ? plan.text : undefined;
  const done: Compacted = {
    ...marker,
    messageId: message.id,
    ...(summary !== undefined && { summary }),
    ...(plan.kind === 'summary' && plan.model !== undefined && { model: plan.model }),
  };
  tell(conversation, done, plan);
  return done;
}

/** Does a plugin want it left alone? @throws OC_INPUT where the person asked for it */
async function refused({ kernel, session }: Conversation, { reason, focus }: CompactionRequest, signal: AbortSignal): Promise<boolean> {
  const { compactBefore } = kernel.hooks;
  if (!compactBefore.isUsed()) return false;
  const info = { sessionId: session.id, cwd: session.directory, reason, ...(focus && { focus }) };
  const why = await untilStopped(compactBefore.promise(info, signal), signal);
  if (why === undefined) return false;
  if (reason === 'manual') throw new KernelError('OC_INPUT', { message: why });
  const text = kernel.t('notice.compaction_refused', { reason: why });
  kernel.emit({ type: 'notice', session_id: session.id, time: Date.now(), level: 'warning', code: 'compaction_refused', text });
  return true;
}

/** The model sees again what the last compaction took out of its view. @throws OC_INPUT when there was none */
export async function uncompact(conversation: Conversation): Promise<Compacted> {
  const { messages, sessions } = conversation;
  await conversation.whole();
  const last = messages.findLast(({ compaction }) => compaction && !compaction.undone);
  if (!last?.compaction) throw new KernelError('OC_INPUT', { because: 'reason.nothing_to_uncompact' });
  last.compaction = { ...last.compaction, undone: true };
  await sessions.write(last, []);
  await remember(conversation, messages.findLast(({ compaction }) => compaction?.kind === 'summary' && !compaction.undone)?.id);
  return { ...last.compaction, messageId: last.id };
}

/** `state.compaction` of a session names the message that its view starts with, so that it is found without reading all of them. */
async function remember(conversation: Conversation, id: string | undefined): Promise<void> {
  const marker = conversation.messages.find((message) => message.id === id);
  if (id !== undefined && marker?.compaction?.kind !== 'summary') return;
  const first = marker && modelView(conversation.messages).find((message) => message !== marker)?.id;
  const { compaction: _old, ...rest } = conversation.session.state;
  const state = marker ? { ...rest, compaction: { message_id: marker.id, ...(first && { from_id: first }) } } : rest;
  conversation.session = { ...conversation.session, state };
  await conversation.sessions.update(conversation.session.id, { state });
  if (marker) conversation.forgetBefore(first ?? marker.id);
}

function taskOf(conversation: Conversation, view: readonly Message[], request: CompactionRequest, signal: AbortSignal): CompactionTask {
  const { kernel, session, meter, model } = conversation;
  const settings = contextSettings(kernel);
  const { attempt = 1, focus } = request;
  const context = contextOf(conversation, model) ?? Math.max(UNKNOWN_CONTEXT, meter.expect(model, view));
  const writer = writerOf(conversation, settings);
  const ratio = meter.ratio(model, view);
  const share = KEPT_SHARE / 2 ** (attempt - 1);
  return {
    view,
    session,
    ...(focus && { focus }),
    isForced: request.reason === 'manual' || attempt > 1,
    keepTurns: Math.max(0, settings.keepTurns - (attempt - 1)),
    keepTokens: Math.floor((context * share) / ratio),
    worthTokens: Math.floor((context * WORTH_SHARE) / ratio),
    readTokens: (writer === undefined ? undefined : contextOf(conversation, writer)) ?? UNKNOWN_CONTEXT,
    tokens: messageTokens,
    ...(writer && { ask: (system, prompt, maxTokens) => ask(conversation, [writer, model], { system, prompt, maxTokens }, signal) }),
  };
}

/** Undefined: nobody could write one, because the model is one of ours that only knows a few intents. */
function writerOf({ kernel, model }: Conversation, { model: configured }: ContextSettings): string | undefined {
  const ref = configured ?? smallModel(kernel, model);
  // the embedded one with a model of its own knows phrases; another plays what a real one wrote
  const provider = exactModelRef(kernel, ref)?.provider;
  return provider?.embedded && provider.defaultModel ? undefined : ref;
}

/** Tokens that a model can see; undefined: nobody knows. */
export function contextOf({ kernel }: Conversation, ref: string): number | undefined {
  const found = exactModelRef(kernel, ref);
  return found && findModel(kernel, found.provider, found.model)?.context;
}

/** One model after the other. @throws what the last one failed for */
async function ask(
  conversation: Conversation,
  models: readonly string[],
  { system, prompt, maxTokens }: { system: string; prompt: string; maxTokens: number },
  signal: AbortSignal,
): Promise<{ text: string; model: string }> {
  let failure: unknown;
  for (const model of new Set(models)) {
    try {
      const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: prompt }] }];
      const { text } = await askBeside(conversation.kernel, { system, messages, maxTokens }, signal, conversation, model);
      if (text.trim() !== '') return { text, model };
      failure = new KernelError('OC_MODEL_STREAM', { because: 'reason.model_error' });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failure = error;
    }
  }
  throw failure;
}

function markerOf(sessionId: string, view: readonly Message[], plan: CompactionPlan, reason: Compaction['reason']): Message {
  const { kind, spares, dropped } = plan;
  const parts: Part[] = [];
  if (plan.kind === 'summary') {
    // facts of the place and rules were told with the first prompt
    const first = view[0];
    const notes = first?.compaction ? first.parts.slice(0, -1) : (first?.parts ?? []);
    for (const part of notes) if (part.type === 'text' && part.synthetic) parts.push({ ...part, id: ulid() });
    parts.push({ id: ulid(), type: 'text', text: redactSecrets(plan.text), synthetic: true });
  }
  const compaction = { kind, spares, dropped, reason, before_tokens: 0, after_tokens: 0 };
  return { id: ulid(), session_id: sessionId, role: 'user', created_at: Date.now(), compaction, parts };
}

function tell({ kernel, session }: Conversation, done: Compacted, plan: CompactionPlan): void {
  const time = Date.now();
  kernel.emit({
    type: 'compaction',
    session_id: session.id,
    time,
    kind: done.kind,
    reason: done.reason,
    message_id: done.messageId,
    before_tokens: done.before_tokens,
    after_tokens: done.after_tokens,
    messages_kept: done.spares,
    ...(plan.kind === 'summary' ? { messages_dropped: done.dropped, summary: plan.text } : { results_cleared: done.dropped }),
    ...(done.model !== undefined && { model: done.model }),
  });
  if (plan.kind !== 'summary' || !plan.error) return;
  const text = kernel.t('notice.compacted_without_model', { message: errorText(plan.error, kernel.t, false) });
  kernel.emit({ type: 'notice', session_id: session.id, time, level: 'warning', code: 'compacted_without_model', text });
}
