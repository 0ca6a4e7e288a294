import type { HttpClient } from '../../http/client.ts';
import type { ModelEvent, ModelRequest, ModelTarget } from '../../kinds/model.ts';
import type { Wire } from '../../kinds/wire.ts';
import { ModelError } from '../../runtime/errors.ts';
import { ulid } from '../../runtime/ulid.ts';
import { Assembly } from '../assemble.ts';
import { Bill } from '../cost/bill.ts';
import type { CostGate } from '../cost/cost-gate.ts';
import { untilStopped } from '../until-stopped.ts';
import { boundedHttp } from './bounded-http.ts';
import { CleanEvents } from './clean-events.ts';
import { mayRetry, pause, retryDelay } from './retry.ts';

export interface Answer {
  messageId: string;
  assembly: Assembly;
  /** what this attempt and those before it cost, once it is over */
  bill: Bill;
  /** where it was sent */
  target: ModelTarget;
  /** true: text of it was shown under its message id */
  shown?: boolean;
  /** true: a retry was announced, so that nothing of its text counts any longer */
  void?: boolean;
}

/** `[limits]` as one call needs it. */
export interface CallLimits {
  retries: number;
  stallMs: number;
  /** a server that wants a longer wait before a retry is given up; absent: it is waited for, within the cap of waits */
  longestWaitMs?: number;
  /** stands before and behind every attempt */
  gate?: CostGate;
}

export interface WireCall {
  wire: Wire;
  http: HttpClient;
  request: ModelRequest;
  target: ModelTarget;
  limits: CallLimits;
  signal: AbortSignal;
}

/** What the one who asks wants to know while the answer arrives. */
export interface CallWatch {
  /** an attempt begins */
  began?(answer: Answer): void;
  /** has the first word on an event of the wire */
  filter?(event: ModelEvent): ModelEvent;
  /** what an attempt is made of, while it counts */
  saw?(answer: Answer, event: ModelEvent): void;
  /** nothing more comes of an attempt */
  ended?(answer: Answer): void;
  /** it is void, and another follows */
  retried?(answer: Answer, retry: { attempt: number; delayMs: number; error: ModelError }): void;
}

/**
 * One answer of a model, with retries and without knowledge of sessions: whoever asks. A failed attempt is void, so that nothing is acted on
 * twice; what it cost is in the bill.
 * @throws ModelError when it cannot be had, OC_LIMIT_COST when the budget does not buy another attempt, the signal's reason on abort
 */
export async function callWire({ wire, http, request, target, limits, signal }: WireCall, watch: CallWatch): Promise<Answer> {
  const bounded = boundedHttp(http, limits.stallMs, target.timeouts);
  const bill = new Bill();
  for (let attempt = 1; ; attempt++) {
    const allowed = (await limits.gate?.enter(target, signal)) ?? target;
    const answer: Answer = { messageId: ulid(), assembly: new Assembly(), bill, target: allowed };
    const over = (end: 'whole' | 'broken' | 'void') => {
      const { usage, said } = answer.assembly;
      const costUsd = bill.add(usage, target.info.cost, said, end);
      limits.gate?.leave(costUsd, said);
    };
    const clean = new CleanEvents();
    const take = (events: ModelEvent[]) => {
      if (answer.void) return;
      for (const event of events) {
        answer.assembly.add(event);
        watch.saw?.(answer, event);
      }
    };
    try {
      watch.began?.(answer);
      const emit = (event: ModelEvent) => take(clean.push(watch.filter?.(event) ?? event));
      await untilStopped(wire.stream(request, allowed, { http: bounded, signal, emit }), signal);
      take(clean.end());
      watch.ended?.(answer);
      if (!answer.assembly.finish) {
        throw new ModelError(
          'OC_MODEL_STREAM',
          { message: 'the answer ended without a finish', because: 'model.no_finish' },
          { retryable: true },
        );
      }
      await answer.assembly.close();
      over('whole');
      return answer;
    } catch (error) {
      take(clean.end());
      watch.ended?.(answer);
      const again = !signal.aborted && mayRetry(error, attempt, limits);
      over(again ? 'void' : 'broken');
      if (signal.aborted) throw signal.reason;
      if (!again) throw error;
      answer.void = true;
      const delayMs = retryDelay(error, attempt);
      watch.retried?.(answer, { attempt, delayMs, error });
      await pause(delayMs, signal);
    }
  }
}
