import type { AgentContribution } from '../../kinds/agent.ts';
import type { ModelTarget } from '../../kinds/model.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { redact } from '../../runtime/redact.ts';
import { ulid } from '../../runtime/ulid.ts';
import type { Conversation } from '../conversation.ts';
import { callLimits } from '../models/call-limits.ts';
import type { Answer } from '../models/call-wire.ts';
import { askOutside, requestOf } from '../models/complete.ts';
import { exactModelRef } from '../models/providers.ts';
import { modelTarget } from '../models/select-model.ts';
import { settleEffort } from '../models/settle-effort.ts';
import { isSmallCheap, smallModel } from '../models/small-model.ts';
import { titleFrom } from './title.ts';

/** the agent whose prompt asks for a name */
const AGENT = 'title';
/** ms that a name may take */
const DEADLINE_MS = 10_000;
/** characters of the prompt that a name is made of */
const MAX_PROMPT = 4000;
/** tokens: a name is short, and what thinks before it answers thinks shortly */
const MAX_TOKENS = 1024;

/**
 * The model that names new sessions, where that is wanted: `[session] auto_title`; where nobody decided it, what the front end does, if it costs
 * nothing or less than the chosen model. Undefined: none.
 */
export function namingModel(kernel: Kernel, chosen: string, isWanted: boolean): string | undefined {
  const configured = kernel.config.config.session?.auto_title;
  if (configured === false || (configured === undefined && (!isWanted || kernel.isEphemeral))) return undefined;
  if (!kernel.find('agent', AGENT)) return undefined;
  let small: string;
  try {
    small = smallModel(kernel, chosen);
  } catch (error) {
    kernel.options.log.warn('small_model', { error: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
  if (exactModelRef(kernel, small)?.provider.embedded) return undefined;
  return configured === true || isSmallCheap(kernel, small, chosen) ? small : undefined;
}

/**
 * Has a model name the session, beside its first turn. The name replaces the one from the first line unless somebody changed that; what it cost
 * counts for the session. Never rejects: a session without a better name is none the worse.
 * @param closing aborts it
 * @param storing what is being written when an answer has come: the session must not be closed before
 */
export async function nameSession(
  conversation: Conversation,
  model: string,
  prompt: string,
  closing: AbortSignal,
  storing: (work: Promise<void>) => Promise<void>,
): Promise<void> {
  const { kernel } = conversation;
  const id = ulid();
  const { title } = conversation.session;
  const signal = AbortSignal.any([closing, AbortSignal.timeout(DEADLINE_MS)]);
  let answer: Answer | undefined;
  try {
    const agent = kernel.find('agent', AGENT)?.contribution;
    const target = await targetOf(kernel, model, agent, signal);
    const text = `<message>\n${prompt.slice(0, MAX_PROMPT)}\n</message>`;
    const request = await requestOf(kernel, target, text, { system: agent?.prompt ?? '' });
    const limits = { ...callLimits(kernel), retries: 1 };
    const began = (attempt: Answer) => {
      answer = attempt;
    };
    await askOutside(kernel, target, request, { signal, limits, began, isUnrecorded: true });
  } catch (error) {
    kernel.options.log.debug('no name for the session', { model, error: error instanceof Error ? error.message : String(error) });
  }
  if (answer && !closing.aborted) await storing(keep(conversation, answer, { id, model, replaced: title }));
}

/** Cheap and quick: an effort of none where the model can be told. */
async function targetOf(kernel: Kernel, ref: string, agent: AgentContribution | undefined, signal: AbortSignal): Promise<ModelTarget> {
  const target = await modelTarget(kernel, ref, signal);
  const maxTokens = Math.min(target.maxTokens ?? MAX_TOKENS, MAX_TOKENS);
  const temperature = agent?.temperature;
  const quick: ModelTarget = { ...target, maxTokens, effort: 'off', ...(temperature !== undefined && { temperature }) };
  return (await settleEffort(kernel, quick)).target;
}

/** The call is stored as an answer without parts: it costs and counts, and no model is told of it. */
async function keep(
  conversation: Conversation,
  { bill, assembly }: Answer,
  { id, model, replaced }: { id: string; model: string; replaced: string },
): Promise<void> {
  const { kernel, session, sessions } = conversation;
  const { usage, costUsd, isKnown } = bill;
  const isComplete = assembly.finish === 'stop';
  try {
    if (!bill.isEmpty) {
      const cost = { ...(costUsd !== undefined && { cost_usd: costUsd }), ...(!isKnown && costUsd !== undefined && { cost_known: false }) };
      const finish = isComplete ? ('stop' as const) : ('interrupted' as const);
      const facts = { id, session_id: session.id, role: 'assistant' as const, created_at: Date.now(), agent: AGENT, model, finish };
      await sessions.write({ ...facts, usage, ...cost, parts: [] }, []);
      await conversation.addCost(usage, costUsd ?? 0, isKnown);
      if (kernel.hooks.usage.isUsed()) kernel.hooks.usage.call({ sessionId: session.id, model, usage, costUsd: costUsd ?? 0 });
    }
    const title = isComplete ? nameFrom(assembly.text) : '';
    if (title === '' || conversation.session.title !== replaced) return;
    conversation.session = { ...conversation.session, title };
    await sessions.update(session.id, { title });
    kernel.emit({ type: 'title', session_id: session.id, time: Date.now(), title });
  } catch (error) {
    kernel.options.log.debug('the name of the session is not stored', { error: error instanceof Error ? error.message : String(error) });
  }
}

/** The first line with words, without what models put around names. Empty: there is none. */
function nameFrom(answer: string): string {
  const line = answer.split('\n').find((text) => /[\p{L}\p{N}]/u.test(text)) ?? '';
  const bare = line
    .trim()
    .replace(/^(?:#+|[*_]{1,2}|title:)\s*/i, '')
    .replace(/^["'“”‘’«»`*_]+|["'“”‘’«»`*_.]+$/g, '');
  return bare.trim() === '' ? '' : titleFrom(redact(bare));
}
