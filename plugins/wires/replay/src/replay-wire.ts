import { ModelError, type ModelEvent, type ModelTarget, type RecordedExchange, type RecorderService, type Wire } from '@ock/kernel';
import { createClock } from './clock.ts';
import { recordedHttp, toError } from './recorded-http.ts';

export interface ReplayOptions {
  recorder(): Promise<RecorderService>;
  wire(id: string): Promise<Wire>;
  /** true: as slow as it was; otherwise as fast as it can be read */
  timed: boolean;
}

/** `target.model` is the file. What was read from the socket goes through the wire that read it then. */
export function createReplayWire({ recorder, wire, timed }: ReplayOptions): Wire {
  return {
    // it is compared with the recorded one
    effort: (effort) => `effort=${effort}`,
    async stream(request, target, io) {
      io.signal.throwIfAborted();
      const { exchange, localise } = await (await recorder()).next(target.model, request, target);
      const emit = (event: ModelEvent) => io.emit(event.type === 'tool_call' ? { ...event, input: localise(event.input) } : event);
      const wait = createClock(timed, io.signal);
      if (!exchange.http) return playEvents(exchange, emit, wait);
      const inner = await wire(exchange.target.wire);
      try {
        await inner.stream(request, formerTarget(exchange), { ...io, emit, http: recordedHttp(exchange.http, wait) });
      } catch (error) {
        io.signal.throwIfAborted();
        throw timed ? error : atOnce(error);
      }
    },
  };
}

async function playEvents(exchange: RecordedExchange, emit: (event: ModelEvent) => void, wait: (ms: number) => Promise<void>) {
  for (const [ms, event] of exchange.events ?? []) {
    await wait(ms);
    emit(event);
  }
  if (exchange.error) throw toError(exchange.error);
}

/** The address leads nowhere: nothing that a wire does with it can reach a server. */
function formerTarget({ target }: RecordedExchange): ModelTarget {
  return { ...target, baseUrl: 'http://replay.invalid', headers: {}, auth: { type: 'none' }, extra: {} };
}

/** A retry that was recorded need not wait again. */
function atOnce(error: unknown): unknown {
  if (!(error instanceof ModelError) || !error.retryable) return error;
  const message = String(error.details.message ?? error.message);
  return new ModelError(
    error.code,
    { ...error.details, message },
    { retryable: true, retryAfterMs: 0, cause: error, ...(error.status !== undefined && { status: error.status }) },
  );
}
