import type { FinishReason, Usage } from '@ock/schemas';

/** What a model can be given and what it costs. Contributed as data by providers; overridden in `opencode.toml`. */
export interface ModelInfo {
  id: string;
  name?: string;
  /** the wire this model speaks where it is not its provider's; `requires` must name it too */
  wire?: string;
  /** tokens the model can see */
  context?: number;
  /** tokens it can write in one answer */
  output?: number;
  /** USD per million tokens; absent: not known */
  cost?: ModelPrice & {
    /** prices of a whole call whose input, cached tokens included, is above so many tokens; ascending */
    tiers?: (ModelPrice & { above: number })[];
  };
  capabilities?: { tools?: boolean; images?: boolean; pdf?: boolean; reasoning?: boolean; temperature?: boolean };
  /** facts a wire needs to treat this model right; each wire documents the ones it reads */
  quirks?: Record<string, string | number | boolean>;
  /** when it came out: YYYY-MM-DD or YYYY-MM */
  release?: string;
}

export interface ModelPrice {
  input: number;
  output: number;
  cache_read?: number;
  cache_write?: number;
  /** writes that are kept for an hour; default twice the input price */
  cache_write_1h?: number;
  /** the part of the output that is reasoning, where it has a price of its own */
  reasoning?: number;
}

/**
 * How long a model thinks before it answers: a level, or a budget in tokens. `off` asks for none. A wire turns it into its API's own words
 * (`Wire.effort`).
 */
export type Effort = 'off' | 'low' | 'medium' | 'high' | 'max' | number;

/** ms a provider's server may take; absent ones are the product's defaults. */
export interface ModelTimeouts {
  /** until the connection stands, TLS included */
  connectMs?: number;
  /** from the request until the head of the answer and its first byte */
  firstByteMs?: number;
  /** between two chunks of the answer */
  idleMs?: number;
}

/** Where and how one model is reached: a provider's data, the user's configuration and the key, put together. */
export interface ModelTarget {
  provider: string;
  model: string;
  wire: string;
  baseUrl: string;
  headers: Record<string, string>;
  auth: AuthScheme;
  /** Never logged, stored or sent anywhere but in the header `auth` names. */
  apiKey?: string;
  /** Set by providers whose proof covers the whole request (AWS signatures): the headers to add to it. */
  sign?(request: { method: string; url: string; headers: Record<string, string>; body: string }): Promise<Record<string, string>>;
  info: ModelInfo;
  temperature?: number;
  maxTokens?: number;
  /** set when a budget has lowered `maxTokens`: what it was before, null where there was no limit */
  cappedFrom?: number | null;
  /** absent: nothing is sent, the model does as its maker thinks right */
  effort?: Effort;
  timeouts?: ModelTimeouts;
  /** merged into the request body last */
  extra: Record<string, unknown>;
}

/** How the key travels. `bearer`: `Authorization: Bearer KEY`; `header`: the named header carries the key, behind `prefix` if there is one. */
export type AuthScheme = { type: 'none' } | { type: 'bearer' } | { type: 'header'; name: string; prefix?: string };

export type ModelContent =
  | { type: 'text'; text: string }
  | { type: 'file'; mime: string; data: string; name?: string }
  | { type: 'reasoning'; text: string; signature?: string; opaque?: unknown }
  | { type: 'tool_call'; id: string; name: string; input: unknown }
  | {
      type: 'tool_result';
      id: string;
      name: string;
      text: string;
      isError: boolean;
      files?: { mime: string; data: string; name?: string }[];
    };

/** A wire-neutral message. `tool` messages hold only `tool_result` content and follow the assistant message they answer. */
export interface ModelMessage {
  role: 'user' | 'assistant' | 'tool';
  content: ModelContent[];
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of an object */
  parameters: Record<string, unknown>;
}

export interface ModelRequest {
  /** Stable text first: what changes between turns goes into messages, so that prompt caches hold. */
  system: string;
  messages: ModelMessage[];
  tools: ToolDefinition[];
  toolChoice?: 'auto' | 'none' | 'required';
  /** ask for JSON that fits this schema, where the wire can; the caller validates all the same */
  responseSchema?: Record<string, unknown>;
  /** stable key for provider-side caches */
  cacheKey?: string;
}

/**
 * What a wire reports while a model answers, in order of arrival. `index` numbers the tool calls of one answer; several may be open at once.
 * `tool_call` carries the whole argument text, unparsed: the turn loop parses and repairs it.
 */
export type ModelEvent =
  | { type: 'start'; id?: string; model?: string }
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'reasoning_end'; signature?: string; opaque?: unknown }
  | { type: 'tool_start'; index: number; id: string; name: string }
  | { type: 'tool_delta'; index: number; text: string }
  | { type: 'tool_call'; index: number; id: string; name: string; input: string }
  | { type: 'usage'; usage: Partial<Usage> }
  | { type: 'finish'; reason: FinishReason };
