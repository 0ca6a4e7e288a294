import type { Event, Message } from '@ock/schemas';
import type { ModelEvent, ModelRequest, ModelTarget } from '../kinds/model.ts';
import { KernelError, ModelError } from '../runtime/errors.ts';
import type { TurnInfo } from '../runtime/hooks.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { reasoned } from '../runtime/translate.ts';
import { ulid } from '../runtime/ulid.ts';
import { Assembly } from './assemble.ts';
import { Bill } from './bill.ts';
import { boundedHttp } from './bounded-http.ts';
import { CleanEvents } from './clean-events.ts';
import type { CostGate } from './cost-gate.ts';
import { isRetryable, pause, retryDelay } from './retry.ts';
import { untilStopped } from './until-stopped.ts';

export interface Answer {
  messageId: string;
  assembly: Assembly;
  /** what this attempt and those before it cost, once it is over */
  bill: Bill;
  /** where it was sent */
  target: ModelTarget;
  /** true: a retry was announced, so that nothing of its text counts any longer */
  void?: boolean;
}

/** `[limits]` as one call needs it. */
export interface CallLimits {
  retries: number;
  stallMs: number;
  /** stands before and behind every attempt */
  gate?: CostGate;
}

/**
 * One answer of the model, with retries. Deltas are emitted as they arrive, gathered per read of the socket; a failed attempt voids its
 * message id, so nothing is stored or acted on twice. What failed attempts cost is in the bill.
 * @param partial told of each attempt as it begins
 * @throws ModelError when it cannot be had, OC_LIMIT_COST when the budget does not buy another attempt, the signal's reason on abort
 */
export async function callModel(
  kernel: Kernel,
  request: ModelRequest,
  target: ModelTarget,
  info: TurnInfo,
  limits: CallLimits,
  signal: AbortSignal,
  partial: (answer: Answer) => void,
): Promise<Answer> {
  const wire = await kernel.wire(target.wire);
  const http = boundedHttp(kernel.http, limits.stallMs);
  const bill = new Bill();
  for (let attempt = 1; ; attempt++) {
    const allowed = limits.gate?.enter(target) ?? target;
    const answer: Answer = { messageId: ulid(), assembly: new Assembly(), bill, target: allowed };
    const over = (isVoid: boolean) => {
      const { usage, said } = answer.assembly;
      const costUsd = bill.add(usage, target.info.cost, said !== '', isVoid);
      limits.gate?.leave(costUsd, said);
    };
    const deltas = new Deltas(kernel, info.sessionId, answer.messageId);
    const clean = new CleanEvents();
    const take = (events: ModelEvent[]) => {
      if (answer.void) return;
      for (const event of events) {
        answer.assembly.add(event);
        if (event.type === 'text' || event.type === 'reasoning') deltas.add(event.type, event.text);
      }
    };
    try {
      partial(answer);
      const emit = (event: ModelEvent) => take(clean.push(hooked(kernel, event, info)));
      await untilStopped(wire.stream(request, allowed, { http, signal, emit }), signal);
      take(clean.end());
      deltas.flush();
      if (!answer.assembly.finish) {
        throw new ModelError(
          'OC_MODEL_STREAM',
          { message: 'the answer ended without a finish', because: 'model.no_finish' },
          { retryable: true },
        );
      }
      await answer.assembly.close();
      over(false);
      return answer;
    } catch (error) {
      take(clean.end());
      deltas.flush();
      const isLast = signal.aborted || !isRetryable(error) || attempt > limits.retries;
      over(!isLast);
      if (signal.aborted) throw signal.reason;
      if (!isRetryable(error) || attempt > limits.retries) throw error;
      answer.void = true;
      const delay = retryDelay(error, attempt);
      kernel.emit({
        type: 'retry',
        session_id: info.sessionId,
        time: Date.now(),
        attempt,
        max_attempts: limits.retries,
        delay_ms: delay,
        reason: String(reasoned(error.details, kernel.t).message ?? error.code),
        ...(deltas.sent && { discarded_message_id: answer.messageId }),
      });
      await pause(delay, signal);
    }
  }
}

function hooked(kernel: Kernel, event: ModelEvent, info: TurnInfo): ModelEvent {
  return kernel.hooks.response.isUsed() ? (kernel.hooks.response.call(event, info) ?? event) : event;
}

/** Gathers the deltas of one turn of the event loop: a burst of tokens becomes one event. */
class Deltas {
  sent = false;
  #type: 'text' | 'reasoning' = 'text';
  #text = '';
  #timer?: NodeJS.Immediate;
  readonly #emit: (event: Event) => void;
  readonly #sessionId: string;
  readonly #messageId: string;

  constructor(kernel: Kernel, sessionId: string, messageId: string) {
    this.#emit = (event) => kernel.emit(event);
    this.#sessionId = sessionId;
    this.#messageId = messageId;
  }

  add(type: 'text' | 'reasoning', text: string): void {
    if (type !== this.#type) this.flush();
    this.#type = type;
    this.#text += text;
    this.#timer ??= setImmediate(() => this.flush());
  }

  flush(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
    if (this.#text === '') return;
    this.sent = true;
    const delta = this.#text;
    this.#text = '';
    this.#emit({ type: this.#type, session_id: this.#sessionId, time: Date.now(), message_id: this.#messageId, delta });
  }
}

/** The stored form of an answer. */
export function toMessage({ assembly, messageId, bill, target }: Answer, sessionId: string, agent: string): Message {
  return {
    id: messageId,
    session_id: sessionId,
    role: 'assistant',
    created_at: Date.now(),
    agent,
    model: `${target.provider}/${target.model}`,
    finish: assembly.finish ?? 'error',
    usage: bill.usage,
    ...(bill.costUsd !== undefined && { cost_usd: bill.costUsd }),
    ...(!bill.isKnown && bill.costUsd !== undefined && { cost_known: false }),
    ...(bill.voided > 0 && { voided: bill.voided }),
    parts: assembly.parts,
  };
}

/** Why an answer is no success; undefined when it is one. Calls of an answer that was cut at its length can still run: a cut one is refused. */
export function badFinish(assembly: Assembly, calls: boolean): KernelError | undefined {
  if (assembly.finish === 'length' && !calls) return new KernelError('OC_LIMIT_OUTPUT');
  if (assembly.finish === 'content_filter' || assembly.finish === 'refusal')
    return new KernelError('OC_MODEL_REFUSAL', { reason: assembly.finish });
  if (assembly.finish === 'error') return new KernelError('OC_MODEL_STREAM', { because: 'reason.model_error' });
  return undefined;
}
