import { errorText } from '../../boot/explain.ts';
import type { ModelRequest, ModelTarget } from '../../kinds/model.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { withReason } from '../../runtime/translate.ts';
import { estimateRequestTokens } from '../context/estimate-tokens.ts';
import type { Conversation } from '../conversation.ts';
import { breakerOf } from './breaker.ts';
import { isOutage } from './outage.ts';

/** Why a model of the list is passed over: thrown by `prepare`. */
export class Unfit extends Error {
  override name = 'Unfit';
}

export interface FallbackCall<P, T> {
  conversation: Conversation;
  signal: AbortSignal;
  /** as `provider/model` */
  chosen: string;
  /** Everything one model needs to be asked. @throws Unfit when it cannot take this request */
  prepare(ref: string): Promise<P>;
  /** @param isLast false: another model is left to try, so that waiting long for this one is not worth it */
  ask(prepared: P, isLast: boolean): Promise<T>;
  /** A model is given up for the next one. @returns the message id under which text of it was shown */
  gaveUp(error: unknown): Promise<string | undefined>;
}

interface GivenUp {
  ref: string;
  reason: string;
  discarded?: string | undefined;
}

/**
 * An answer of the chosen model, or of the first of the others where it is overloaded, out of reach, or resting after having been that. Each
 * is asked once. When all rest, the one whose rest ends first is asked all the same.
 * @throws what the last one asked ended with; at once what is no outage
 */
export async function withFallback<P, T>(call: FallbackCall<P, T>): Promise<T> {
  const { conversation, chosen, signal } = call;
  const { kernel } = conversation;
  const left = new Set([chosen, ...conversation.fallback]);
  if (left.size === 1) return call.ask(await call.prepare(chosen), true);
  const breaker = breakerOf(kernel);
  let failed: GivenUp | undefined;
  let failure: unknown;
  for (;;) {
    const ref = await nextOf(kernel, left);
    if (ref === undefined) throw failure;
    left.delete(ref);
    const from = failed ?? (ref === chosen ? undefined : resting(kernel, chosen));
    try {
      const prepared = await call.prepare(ref).catch((error: unknown) => {
        // a stand-in that lacks a key must not hide why it was needed
        const isOurs = ref !== chosen && error instanceof KernelError && /^OC_(AUTH|MODEL_UNKNOWN|PROVIDER)/.test(error.code);
        throw isOurs ? new Unfit(errorText(error, kernel.t)) : error;
      });
      if (from) tell(conversation, from, ref, failed === undefined);
      const answer = await call.ask(prepared, left.size === 0);
      await breaker.succeeded(ref);
      if (ref === chosen) conversation.standIn = undefined;
      return answer;
    } catch (error) {
      if (error instanceof Unfit) tellUnfit(conversation, ref, error.message);
      const isDown = !signal.aborted && isOutage(error);
      await (isDown ? breaker.failed(ref, error) : breaker.released(ref));
      if (error instanceof Unfit) continue;
      if (!isDown || left.size === 0) throw error;
      failure = error;
      const reason = String(withReason(error.details, kernel.t).message ?? error.code);
      failed = { ref, reason, discarded: await call.gaveUp(error) };
    }
  }
}

/** @throws Unfit when a model cannot stand in: it reads less than the conversation holds, or calls no tools */
export function checkStandIn(kernel: Kernel, { info }: ModelTarget, request: ModelRequest, needsTools: boolean): void {
  if (needsTools && info.capabilities?.tools === false) throw new Unfit(kernel.t('fallback.no_tools'));
  if (info.context === undefined) return;
  const tokens = estimateRequestTokens(request);
  if (tokens > info.context) throw new Unfit(kernel.t('fallback.context', { tokens, context: info.context }));
}

/** The first that may be tried; of resting ones that whose rest ends first. */
async function nextOf(kernel: Kernel, left: ReadonlySet<string>): Promise<string | undefined> {
  const breaker = breakerOf(kernel);
  let next: { ref: string; until: number } | undefined;
  for (const ref of left) {
    const until = await breaker.admit(ref);
    if (until === undefined) return ref;
    if (!next || until < next.until) next = { ref, until };
  }
  return next?.ref;
}

function resting(kernel: Kernel, ref: string): GivenUp {
  const until = breakerOf(kernel).restingUntil(ref) ?? Date.now();
  return { ref, reason: kernel.t('fallback.resting', { model: ref, seconds: Math.max(1, Math.ceil((until - Date.now()) / 1000)) }) };
}

/** That a model rests is told once, not at every turn. */
function tell(conversation: Conversation, from: GivenUp, to: string, isResting: boolean): void {
  const { kernel, session } = conversation;
  const pair = `${from.ref} ${to}`;
  if (isResting && conversation.standIn === pair) return;
  conversation.standIn = pair;
  kernel.emit({
    type: 'fallback',
    session_id: session.id,
    time: Date.now(),
    from: from.ref,
    to,
    reason: from.reason,
    ...(from.discarded !== undefined && { discarded_message_id: from.discarded }),
  });
}

function tellUnfit({ kernel, session }: Conversation, model: string, reason: string): void {
  const text = kernel.t('notice.fallback_skipped', { model, reason });
  kernel.emit({ type: 'notice', session_id: session.id, time: Date.now(), level: 'warning', code: 'fallback_skipped', text });
}
