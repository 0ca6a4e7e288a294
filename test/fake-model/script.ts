/** What a scripted model says in one answer. */
export interface Step {
  text?: string;
  reasoning?: string;
  /** proof behind the reasoning, where the protocol has one */
  signature?: string;
  /** encrypted reasoning, where the protocol has it */
  redacted?: string;
  /** `input` as text is sent word for word, so it may be broken JSON */
  toolCalls?: { name: string; input?: unknown; id?: string }[];
  usage?: StepUsage;
  /** default: `tool_calls` with calls, else `stop` */
  finish?: 'stop' | 'tool_calls' | 'length' | 'content_filter' | 'refusal';
  /** characters of text in one chunk of the stream; default 12 */
  chunkSize?: number;
  /** ms between chunks; default none */
  delayMs?: number;
  /** how the bytes are cut; default `event` */
  split?: SplitMode;
  /** true: the fragments of several tool calls take turns, where the protocol allows it */
  interleave?: boolean;
  /** false: answers with one JSON document, as servers without streaming do */
  stream?: boolean;
  /** replaces the whole body: each text is one chunk, word for word */
  raw?: string[];
  /** what goes wrong with this answer, the first time it is asked for (`times`: the first n times) */
  fault?: Fault;
}

export interface StepUsage {
  input?: number;
  output?: number;
  reasoning?: number;
  cacheRead?: number;
  cacheWrite?: number;
}

/**
 * How a stream's bytes are cut into HTTP chunks, which arrive as they were sent: one chunk an event, one for all, three bytes each (cuts UTF-8 and JSON),
 * one an event with CRLF lines, or one an event with comments and keep-alives in between.
 */
export type SplitMode = 'event' | 'whole' | 'bytes' | 'crlf' | 'comments';
export const SPLIT_MODES: readonly SplitMode[] = ['event', 'whole', 'bytes', 'crlf', 'comments'];

/** What goes wrong. `request` counts model requests from 1; without it a fault belongs to its step. `after` counts chunks, default 2. */
export type Fault = { request?: number; times?: number } & (
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string>; retryAfter?: number | string }
  /** TCP reset in the middle of the stream */
  | { kind: 'reset'; after?: number }
  /** the stream ends, properly closed, before it is complete */
  | { kind: 'close'; after?: number }
  /** silence: for `ms`, or until the client hangs up */
  | { kind: 'stall'; after?: number; ms?: number }
  /** an event that is not JSON */
  | { kind: 'garbage'; after?: number; text?: string }
  /** an error event in the protocol's own form */
  | { kind: 'error'; after?: number; type?: string; message?: string }
  /** a proxy's web page */
  | { kind: 'html'; status?: number; title?: string }
  /** a page of nothing */
  | { kind: 'empty'; status?: number }
);

/** One request that a fake model received. */
export interface FakeRequest {
  /** from 1, model requests only */
  number: number;
  protocol: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  /** the step played; -1 where a fault came first or a handler answered otherwise */
  step: number;
  /** resolves when the answer was sent or the client hung up */
  done: Promise<'sent' | 'hung-up'>;
}
