import type { Usage } from '@ock/schemas';
import type { Effort } from './model.ts';

export interface CompletionOptions {
  /** asked at the same time, each by itself, as `provider/model`; absent: the configured model */
  models?: readonly string[];
  system?: string;
  /** tokens of one answer */
  maxTokens?: number;
  temperature?: number;
  effort?: Effort;
  /** ask for JSON that fits this schema where the wire can; the caller validates all the same */
  responseSchema?: Record<string, unknown>;
  signal?: AbortSignal;
  /** Text as it arrives. */
  onText?(model: string, delta: string): void;
  /** What was told of a model's text does not count: the call failed and is tried again. */
  onVoid?(model: string): void;
}

/** One model's answer, or why there is none: `error` set. */
export interface Completion {
  /** `provider/model` */
  model: string;
  text: string;
  reasoning: string;
  finish: string;
  usage: Usage;
  /** absent: nobody knows what the model costs */
  costUsd?: number;
  durationMs: number;
  error?: Error;
}

export interface EmbedOptions {
  /** as `provider/model`, or a provider's id for its default; absent: `[rag] embedding_model`, else the configured provider's default */
  model?: string;
  purpose?: 'document' | 'query';
  dimensions?: number;
  signal?: AbortSignal;
}

export interface Embedded {
  /** `provider/model` */
  model: string;
  /** in the order of the texts */
  vectors: number[][];
  /** absent: the server does not count */
  tokens?: number;
  costUsd?: number;
}

/** Calls of models outside a session: no tools, no history. Retries, timeouts, keys and prices are those of sessions. */
export interface ModelCalls {
  /** One answer per model, in their order. Rejects only for bad arguments and on abort: a model that fails tells so in its answer. */
  complete(prompt: string, options?: CompletionOptions): Promise<Completion[]>;
  /** Vectors of any number of texts, cut into requests as the provider takes them. @throws KernelError, ModelError */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Embedded>;
}
