import { KernelError, ModelError } from '../runtime/errors.ts';
import type { HttpClient } from './client.ts';
import { readErrorText } from './error-text.ts';

const TIMEOUT_MS = 20_000;
const BODY_BYTES = 4 << 20;
/** Refusals that waiting does not change. */
const REFUSED = new Set([400, 401, 403, 404]);

export interface ServiceCall {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  /** sent as a form when it is one, as it is otherwise */
  body?: URLSearchParams | string;
  /** statuses that are answers and not errors */
  accept?: readonly number[];
}

/**
 * Asks a service beside a model's own (tokens, deployments, lists of models) and reads the JSON object it answers with; an empty one where it
 * says nothing.
 * @param service named in errors
 * @throws OC_AUTH_REFUSED with what the service says, ModelError OC_MODEL_HTTP when it is overloaded or down, OC_MODEL_UNREADABLE for what is
 * no JSON object, and what `HttpClient` throws
 */
export async function askService(
  io: { http: HttpClient; signal: AbortSignal },
  service: string,
  { accept = [], body, headers, ...call }: ServiceCall,
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const isForm = body instanceof URLSearchParams;
  const response = await io.http.request({
    ...call,
    headers: { accept: 'application/json', ...(isForm && { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
    ...(body !== undefined && { body: body.toString() }),
    signal: io.signal,
    headTimeoutMs: TIMEOUT_MS,
    idleTimeoutMs: TIMEOUT_MS,
  });
  const text = await response.text(BODY_BYTES);
  const { status } = response;
  if (status >= 400 && !accept.includes(status)) {
    const said = saidBy(text);
    const isPage = status === 403 && text.trimStart().startsWith('<');
    const message = `${service} answered ${status}${said && `: ${said}`}`;
    const because = said ? 'model.answered' : 'model.answered_only';
    const told = { message, because, provider: service, text: said, status };
    if (isPage) throw new ModelError('OC_MODEL_HTTP', { ...told, next: 'next.web_page' }, { retryable: false, status });
    if (REFUSED.has(status)) throw new KernelError('OC_AUTH_REFUSED', told);
    throw new ModelError('OC_MODEL_HTTP', told, { retryable: status >= 500 || status === 429, status });
  }
  return { status, answer: objectIn(text, service) };
}

/** OAuth puts its words beside a code; the others are read as errors of models are. */
function saidBy(text: string): string {
  const described = /"error_description"\s*:\s*("(?:[^"\\]|\\.){1,1000}")/.exec(text)?.[1];
  return readErrorText(described === undefined ? text : `{"message":${described}}`).message;
}

function objectIn(text: string, service: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object') return value as Record<string, unknown>;
  } catch (cause) {
    throw unreadable(service, cause);
  }
  throw unreadable(service);
}

function unreadable(service: string, cause?: unknown): ModelError {
  return new ModelError(
    'OC_MODEL_UNREADABLE',
    { message: `${service} answered with something that is not a JSON object`, because: 'model.not_json', provider: service },
    { retryable: false, cause },
  );
}
