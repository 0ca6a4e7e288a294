import type { Event, Message } from '@ock/schemas';
import type { ModelEvent, ModelRequest, ModelTarget } from '../../kinds/model.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { TurnInfo } from '../../runtime/hooks.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { withReason } from '../../runtime/translate.ts';
import type { Assembly } from '../assemble.ts';
import { TextLoop } from '../text-loop.ts';
import { type Answer, type CallLimits, callWire } from './call-wire.ts';

/**
 * One answer of the model to a session. Deltas are emitted as they arrive, gathered per read of the socket; a failed attempt voids its message
 * id, so nothing is stored or acted on twice. What failed attempts cost is in the bill.
 * @param partial told of each attempt as it begins
 * @throws ModelError when it cannot be had, OC_LIMIT_COST when the budget does not buy another attempt, OC_LIMIT_LOOP for an answer that repeats
 * itself without end, the signal's reason on abort
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
  let deltas: Deltas;
  let loop: TextLoop;
  const stop = new AbortController();
  return callWire(
    { wire, http: kernel.http, request, target, limits, signal: AbortSignal.any([signal, stop.signal]) },
    {
      began(answer) {
        loop = new TextLoop();
        deltas = new Deltas(kernel, info.sessionId, answer);
        partial(answer);
      },
      filter: (event) => hooked(kernel, event, info),
      saw(_answer, event) {
        if (event.type !== 'text' && event.type !== 'reasoning') return;
        deltas.add(event.type, event.text);
        if (loop.saw(event.text)) stop.abort(new KernelError('OC_LIMIT_LOOP', { because: 'reason.loop_text' }));
      },
      ended: () => deltas.flush(),
      retried(answer, { attempt, delayMs, error }) {
        kernel.emit({
          type: 'retry',
          session_id: info.sessionId,
          time: Date.now(),
          attempt,
          max_attempts: limits.retries,
          delay_ms: delayMs,
          reason: String(withReason(error.details, kernel.t).message ?? error.code),
          ...(answer.shown && { discarded_message_id: answer.messageId }),
        });
      },
    },
  );
}

function hooked(kernel: Kernel, event: ModelEvent, info: TurnInfo): ModelEvent {
  return kernel.hooks.response.isUsed() ? (kernel.hooks.response.call(event, info) ?? event) : event;
}

/** Gathers the deltas of one turn of the event loop: a burst of tokens becomes one event. */
class Deltas {
  #type: 'text' | 'reasoning' = 'text';
  #text = '';
  #timer?: NodeJS.Immediate;
  readonly #emit: (event: Event) => void;
  readonly #sessionId: string;
  readonly #answer: Answer;

  constructor(kernel: Kernel, sessionId: string, answer: Answer) {
    this.#emit = (event) => kernel.emit(event);
    this.#sessionId = sessionId;
    this.#answer = answer;
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
    this.#answer.shown = true;
    const delta = this.#text;
    this.#text = '';
    this.#emit({ type: this.#type, session_id: this.#sessionId, time: Date.now(), message_id: this.#answer.messageId, delta });
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
