import type { HttpClient } from '../http/client.ts';
import type { ModelEvent, ModelRequest, ModelTarget } from './model.ts';

export interface WireIo {
  http: HttpClient;
  /** Called synchronously for each event as it is parsed. Must not throw. */
  emit(event: ModelEvent): void;
  /** Aborting closes the socket and rejects `stream` with the signal's reason. */
  signal: AbortSignal;
}

/** Protocol code that providers share. One instance serves every provider and every call; it keeps no state between calls. */
export interface Wire {
  /**
   * Sends one request and reports the answer through `io.emit`, in order, ending with exactly one `finish`. Resolves when the answer is complete.
   * @throws ModelError for HTTP errors, error events inside the stream, a stream that ends early (`retryable`), and unreadable answers.
   */
  stream(request: ModelRequest, target: ModelTarget, io: WireIo): Promise<void>;
}

export interface WireContribution {
  id: string;
}
