/** A model that turns texts into vectors. Contributed as data by providers. */
export interface EmbeddingModelInfo {
  id: string;
  name?: string;
  /** length of its vectors when nothing else is asked for */
  dimensions?: number;
  /** true: shorter vectors can be asked for */
  shortens?: boolean;
  /** tokens of one text it can take */
  context?: number;
  /** USD per million input tokens; absent: not known */
  cost?: { input: number };
  /** facts the wire needs to treat this model right */
  quirks?: Record<string, string | number | boolean>;
}

/** What a provider offers beside chat. */
export interface EmbeddingsContribution {
  /** the wire that embeds, where it is not the provider's own; `requires` must name it too */
  wire?: string;
  /** used when the provider is named without a model; absent: it must be named with one */
  defaultModel?: string;
  models: EmbeddingModelInfo[];
  /** true: takes ids beyond these (deployments, gateways, what somebody pulled) */
  anyModel?: boolean;
  /** facts for the wire, for every model here, beside the provider's own */
  quirks?: Record<string, string | number | boolean>;
  /** texts in one request; default 96 */
  batch?: number;
  /** path below the base URL, where it is not the wire's own */
  path?: string;
}

/** One request: at most the provider's `batch` texts. */
export interface EmbeddingRequest {
  texts: readonly string[];
  /** what the vectors are for, where a model makes a difference; default `document` */
  purpose?: 'document' | 'query';
  /** length of the vectors; only for models that can shorten */
  dimensions?: number;
}

export interface EmbeddingAnswer {
  /** one per text, in the order of the texts */
  vectors: number[][];
  /** tokens the server counted; absent: it does not say */
  tokens?: number;
}
