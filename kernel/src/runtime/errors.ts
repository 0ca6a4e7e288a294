/**
 * Every error code, with the exit code it leads to. One heading each in docs/errors.md; the text stands in the English catalogue under `error.<code>`.
 * Exit codes: 1 failed, 2 usage, 41 auth, 42 bad input, 44 sandbox, 52 config, 53 limit, 54 refused, 130 SIGINT, 143 SIGTERM.
 */
export const ERROR_CODES = {
  OC_USAGE: 2,
  OC_UNKNOWN_COMMAND: 2,
  OC_INTERNAL: 1,
  OC_INPUT: 42,
  OC_FILE: 42,
  OC_SCRIPT: 42,
  OC_IMPORT_INVALID: 42,
  OC_OUTPUT_SCHEMA: 1,
  OC_SCHEMA_INVALID: 42,
  OC_CONFIG_SYNTAX: 52,
  OC_CONFIG_TYPE: 52,
  OC_CONFIG_KEY: 52,
  OC_CONFIG_CODE: 52,
  OC_CONFIG_READ: 52,
  OC_CONFIG_WRITE: 52,
  OC_PROFILE_UNKNOWN: 52,
  OC_PROFILE_CYCLE: 52,
  OC_AGENT_UNKNOWN: 42,
  OC_MODE_UNKNOWN: 42,
  OC_STYLE_UNKNOWN: 42,
  OC_OWN_PART: 52,
  OC_MODEL_UNKNOWN: 42,
  OC_MODEL_AMBIGUOUS: 42,
  OC_MODEL_NONE: 42,
  OC_MODEL_EMBEDS: 42,
  OC_EMBEDDINGS_NONE: 42,
  OC_PROVIDER_UNKNOWN: 42,
  OC_PROVIDER_ADDRESS: 52,
  OC_TOOL_UNKNOWN: 42,
  OC_LSP: 1,
  OC_SESSION_NOT_FOUND: 42,
  OC_SESSION_AMBIGUOUS: 42,
  OC_SESSION_BUSY: 1,
  OC_AUTH_MISSING: 41,
  OC_AUTH_REFUSED: 41,
  OC_AUTH_STORE: 41,
  OC_AUTH_COMMAND: 41,
  OC_AUTH_KEYCHAIN: 41,
  OC_SANDBOX: 44,
  OC_MODEL_HTTP: 1,
  OC_MODEL_STREAM: 1,
  OC_MODEL_STALL: 1,
  OC_MODEL_UNREADABLE: 1,
  OC_MODEL_CONTEXT: 1,
  OC_NETWORK: 1,
  OC_NET_DENIED: 54,
  OC_LIMIT_TURNS: 53,
  OC_LIMIT_COST: 53,
  OC_LIMIT_TIME: 53,
  OC_LIMIT_LOOP: 53,
  OC_LIMIT_OUTPUT: 53,
  OC_LIMIT_CONTEXT: 53,
  OC_LIMIT_CALLS: 53,
  OC_MODEL_REFUSAL: 1,
  OC_REPLAY_MISMATCH: 1,
  OC_REFUSED: 54,
  OC_NO_PERSON: 54,
  OC_INTERRUPTED: 130,
  OC_TERMINATED: 143,
  OC_STORE: 1,
  OC_DUPLICATE: 1,
  OC_CYCLE: 1,
  OC_NOT_CONTRIBUTED: 1,
  OC_UNKNOWN_PART: 1,
  OC_OVERRIDE: 52,
  OC_PLUGIN_FAILED: 1,
  OC_PLUGIN_CRITICAL: 1,
  OC_PLUGIN_MANIFEST: 1,
  OC_PLUGIN_INCOMPATIBLE: 1,
  OC_PLUGIN_INSTALL: 1,
  OC_PLUGIN_UNTRUSTED: 54,
  OC_PLUGIN_PERMISSION: 54,
  OC_TIMEOUT: 1,
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * What fills the error's text. `because` is a key of the catalogue whose text, filled from the same details, becomes `message`; `next` the key
 * of what a person may do about it.
 */
export type ErrorDetails = Record<string, string | number | boolean | undefined>;

/** An error with a stable code. `message` is English for logs; people see `error.<code>` of their catalogue, filled from `details`. */
export class KernelError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  override name = 'KernelError';

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    const text = Object.entries(details)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', ');
    super(text ? `${code} (${text})` : code, options);
    this.code = code;
    this.details = details;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code];
  }
}

/** A model call that failed. `retryable`: the same request may succeed later. */
export class ModelError extends KernelError {
  readonly retryable: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number;
  override name = 'ModelError';

  constructor(
    code: ErrorCode,
    details: ErrorDetails & { message: string },
    options: { retryable: boolean; status?: number; retryAfterMs?: number; cause?: unknown },
  ) {
    super(code, details, { cause: options.cause });
    this.retryable = options.retryable;
    if (options.status !== undefined) this.status = options.status;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}

/** A failure that the model is told as the tool's result, word for word. */
export class ToolError extends Error {
  override name = 'ToolError';
  /** how people are told where they asked for it themselves: a key of the catalogue and what fills it; absent: as the model is */
  readonly because?: ToldReason;

  constructor(message: string, { because, ...options }: { cause?: unknown; because?: ToldReason } = {}) {
    super(message, options);
    if (because !== undefined) this.because = because;
  }
}

interface ToldReason {
  key: string;
  args?: Record<string, string | number>;
}
