import type { HttpClient } from '../http/client.ts';
import type { EmbeddingAnswer, EmbeddingRequest } from './embedding.ts';
import type { Effort, ModelEvent, ModelRequest, ModelTarget } from './model.ts';

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
  /**
   * What a reasoning effort becomes for this model, in the API's own words (`reasoning.effort=high`, `thinking.budget_tokens=8192`): the nearest
   * the model knows. Undefined: this model cannot be told. Absent: this wire tells none. `stream` sends exactly this for `target.effort`.
   */
  effort?(effort: Effort, target: ModelTarget): string | undefined;
  /**
   * Turns texts into vectors, all in one request. `target.model` is the embedding model, `target.info.quirks` its quirks.
   * @throws ModelError as `stream` does, also when the answer holds fewer vectors than texts
   */
  embed?(request: EmbeddingRequest, target: ModelTarget, io: Pick<WireIo, 'http' | 'signal'>): Promise<EmbeddingAnswer>;
  /** Input tokens of a request, counted by the server; for APIs that offer it. @throws ModelError as `stream` does */
  countTokens?(request: ModelRequest, target: ModelTarget, io: Pick<WireIo, 'http' | 'signal'>): Promise<number>;
}

export interface WireContribution {
  id: string;
}
