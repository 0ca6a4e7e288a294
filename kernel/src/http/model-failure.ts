import type { ModelTarget } from '../kinds/model.ts';
import { type ErrorCode, ModelError } from '../runtime/errors.ts';
import { describeError, type ErrorText, readErrorText } from './error-text.ts';
import { retryAfterMs } from './retry-after.ts';

/** How the APIs we know say that the conversation no longer fits. */
const OVERFLOW =
  /context[ _-]?(length|window|size)|maximum (context|prompt length)|prompt (is )?too long|too many (input )?tokens|(input|prompt|request)[^.]{0,40}(exceed|too (long|large))|exceeds? (the )?(limit|maximum|max)[^.]{0,40}(token|context)|reduce the length|string_above_max_length|request_too_large|token limit exceeded|model_context_window_exceeded|input length should be|input token count|tokens in request|decoder prompt|maximum model length|reduce your prompt|conversation is too long|only supports? up to \d+ tokens|`?inputs`? (tokens \+|must have less than)[^.]{0,60}(tokens|max_new_tokens)/i;
/** Servers of local models also say it as an error of their own. */
const OVERFLOW_INSIDE = /context (size|length|window)[^.]{0,30}exceed|exceed[^.]{0,30}context (size|length|window)/i;
/** Limits on throughput also speak of tokens; they pass. */
const THROUGHPUT = /rate.?limit|per (minute|min|day|hour)|\b[TR]P[MD]\b|too many requests|throttl/i;
const OVERLOADED =
  /overload|rate.?limit|too many requests|throttl|capacity|temporarily|timeout|timed out|unavailable|internal.?(server.?)?error|server_error|api_error/i;
/** Waiting does not help against these, though they come as 429. */
const EXHAUSTED = /insufficient_quota|billing|credit balance|exceeded your current quota|payment/i;
/** Google answers 400 to a key it does not know. */
const BAD_KEY = /API_KEY_INVALID|API key (not valid|expired)/i;
/** How the APIs we know say, with 400 and 403 as well, that there is no such model, or none for this account. */
const WRONG_MODEL =
  /\b(unknown|valid|invalid|no such|requested|access(ing)?( to)?( the)?)[ _-]model|\bmodel\b[^.]{0,160}?(not[ _-](found|exist|available)|invalid|decommissioned|deprecated|no access|retired)|model_not_/i;
/** the same where a model goes by the name of a deployment */
const WRONG_DEPLOYMENT = /DeploymentNotFound|\bdeployment\b[^.]{0,80}(not[ _-](found|exist)|unknown)/i;
const REFUSING = new Set([400, 403, 404, 410, 422]);
const RETRYABLE = new Set([408, 409, 425, 429]);
const PERMANENT = new Set([501, 505]);

type Where = Pick<ModelTarget, 'provider' | 'model' | 'apiKey'>;

/** The ModelError for a response with an error status. */
export function httpFailure(status: number, headers: Readonly<Record<string, string>>, body: string, where: Where): ModelError {
  const text = withoutKey(readErrorText(body), where);
  const said = `${text.type} ${text.message}`;
  const isPage = text.type === 'html';
  const code = classify(status, said, body, isPage);
  const hint = headers['x-should-retry'];
  let retryable =
    code === 'OC_MODEL_HTTP' && (RETRYABLE.has(status) || (status >= 500 && !PERMANENT.has(status)) || /overloaded/i.test(said));
  if (code === 'OC_MODEL_HTTP' && (hint === 'true' || hint === 'false')) retryable = hint === 'true';
  const wait = retryAfterMs(headers, body);
  // a server that says when to come back means a limit that passes, whatever it calls it
  if (EXHAUSTED.test(said) && wait === undefined) retryable = false;
  const message = `${where.provider} answered ${status}${text.message ? `: ${text.message}` : ` ${STATUS_TEXT[status] ?? ''}`.trimEnd()}`;
  const because = text.message ? 'model.answered' : status in STATUS_TEXT ? `model.status_${status}` : undefined;
  const next = isPage && code !== 'OC_AUTH_REFUSED' ? 'next.web_page' : nextStep(code, status, said, retryable);
  return new ModelError(
    code,
    { ...details(message, where, status), because, text: text.message, next },
    {
      retryable,
      status,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
  );
}

/** What a person may do about it, where that is known. */
function nextStep(code: ErrorCode, status: number | undefined, said: string, retryable: boolean): string | undefined {
  if (status === 404 && WRONG_DEPLOYMENT.test(said)) return 'next.deployment';
  if (status === 404 ? /model/i.test(said) : WRONG_MODEL.test(said) && REFUSING.has(status ?? 0)) return 'next.model';
  if (code === 'OC_AUTH_REFUSED') return 'next.key';
  return retryable ? 'next.busy' : undefined;
}

/** The ModelError for an error object that arrived inside a stream. */
export function streamFailure(error: unknown, where: Where): ModelError {
  const text = withoutKey(describeError(error), where);
  const said = `${text.type} ${text.message}`;
  const status = Number(/\b[45]\d\d\b/.exec(text.type)?.[0]) || undefined;
  const overflow = OVERFLOW.test(said) && !THROUGHPUT.test(said);
  const auth = /authentication|invalid_api_key|permission_error/i.test(text.type);
  const transient = status === undefined ? OVERLOADED.test(said) || text.type === '' : RETRYABLE.has(status) || status >= 500;
  const code: ErrorCode = overflow ? 'OC_MODEL_CONTEXT' : auth ? 'OC_AUTH_REFUSED' : 'OC_MODEL_HTTP';
  const message = `${where.provider} broke off: ${text.message || text.type || 'an error without a text'}`;
  const wait = retryAfterMs({}, text.message);
  const retryable = code === 'OC_MODEL_HTTP' && transient && !EXHAUSTED.test(said);
  const options = {
    retryable,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
  const words = text.message || text.type;
  const because = words ? 'model.broke_off' : 'model.broke_off_silent';
  const told = { ...details(message, where, status), because, text: words, next: nextStep(code, status, said, retryable) };
  return new ModelError(code, told, status === undefined ? options : { ...options, status });
}

/** The ModelError for an answer that ended before it was complete. */
export function earlyEnd(where: Where): ModelError {
  const told = {
    ...details(`${where.provider} ended the answer before it was complete`, where),
    because: 'model.early_end',
    next: 'next.busy',
  };
  return new ModelError('OC_MODEL_STREAM', told, { retryable: true });
}

/** The ModelError for a page for people where an answer should be: of a proxy, of a login, or because the address is another. */
export function webPage(where: Where): ModelError {
  return unreadable('a web page instead of an answer', where, false, 'next.web_page');
}

/** The ModelError for an answer that is not what the protocol says. */
export function unreadable(what: string, where: Where, retryable: boolean, next?: string): ModelError {
  const told = { ...details(`${where.provider} sent ${what}`, where), because: 'model.unreadable', what, next };
  return new ModelError('OC_MODEL_UNREADABLE', told, { retryable });
}

/** @param isPage a page for people: what forbids with one is a proxy or a firewall, not the API that looks at keys */
function classify(status: number, said: string, body: string, isPage: boolean): ErrorCode {
  if (status === 401 || (status === 403 && !isPage) || (status === 400 && BAD_KEY.test(body))) return 'OC_AUTH_REFUSED';
  if (status === 407) return 'OC_NETWORK';
  if (status === 413 || (status >= 400 && status < 500 && OVERFLOW.test(said) && !THROUGHPUT.test(said))) return 'OC_MODEL_CONTEXT';
  return status === 500 && OVERFLOW_INSIDE.test(said) ? 'OC_MODEL_CONTEXT' : 'OC_MODEL_HTTP';
}

function details(message: string, where: Where, status?: number) {
  return { message, provider: where.provider, model: where.model, ...(status === undefined ? {} : { status }) };
}

function withoutKey(text: ErrorText, { apiKey }: Where): ErrorText {
  if (!apiKey || apiKey.length < 6) return text;
  return { ...text, message: text.message.replaceAll(apiKey, '…') };
}

const STATUS_TEXT: Record<number, string> = {
  400: '(bad request)',
  401: '(key refused)',
  403: '(forbidden)',
  404: '(not found: is the base URL right?)',
  408: '(timeout)',
  413: '(request too large)',
  429: '(too many requests)',
  500: '(server error)',
  502: '(bad gateway)',
  503: '(unavailable)',
  504: '(gateway timeout)',
  529: '(overloaded)',
};
