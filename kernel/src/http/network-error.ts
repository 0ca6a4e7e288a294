import { KernelError, ModelError } from '../runtime/errors.ts';

/** What Node's error codes mean to a person. */
const CAUSES: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve at the moment',
  ECONNRESET: 'the connection was closed before an answer came',
  EPIPE: 'the connection was closed before an answer came',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  HPE_INVALID_CONSTANT: 'the answer is not HTTP',
  EPROTO: 'the TLS handshake failed (is it http instead of https?)',
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
const FINAL = new Set(['ERR_INVALID_CHAR', 'ERR_UNESCAPED_CHARACTERS', 'EPROTO', 'HPE_INVALID_CONSTANT']);

/** what a connection can fail with before anybody but the proxy is spoken to */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** how undici tells what a proxy said to CONNECT */
const PROXY_SAID = /Proxy response \((\d{3})\)/;

/**
 * No answer came: an OC_NETWORK error that names host and cause, and never what was sent.
 * @param proxy host and port of the proxy that was asked
 */
export function networkError(error: unknown, url: URL, proxy?: string): Error {
  if (error instanceof KernelError) return error;
  const code = codeOf(error);
  if (proxy !== undefined) {
    const status = PROXY_SAID.exec(String(error))?.[1];
    if (status !== undefined || UNREACHED.has(code)) return proxyError(error, url, proxy, status ?? code);
  }
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const host = `${url.hostname}:${port}`;
  const options = {
    retryable: !CERTIFICATE.test(code) && !FINAL.has(code),
    cause: error,
  };
  const message = `cannot reach ${host}: ${explain(code, error)}`;
  // of the others, the reason itself says what to look at
  const next = options.retryable ? 'next.reach' : undefined;
  return new ModelError('OC_NETWORK', { message, host, cause: code || undefined, because: reasonKey(code), next }, options);
}

/** @param said the status the proxy answered, or why it could not be reached */
function proxyError(cause: unknown, { hostname }: URL, proxy: string, said: string): ModelError {
  const because =
    { 403: 'network.proxy_403', 407: 'network.proxy_407' }[said] ?? (/^\d/.test(said) ? 'network.proxy_status' : 'network.proxy');
  const message = `cannot reach ${hostname} through the proxy ${proxy}: ${said}`;
  const retryable = !/^4/.test(said);
  return new ModelError('OC_NETWORK', { message, host: hostname, proxy, cause: said, because }, { retryable, cause });
}

/** No connection came about in the time there was. */
export function connectTimeout(url: URL, ms: number): ModelError {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const host = `${url.hostname}:${port}`;
  const seconds = ms / 1000;
  const message = `cannot reach ${host}: no connection within ${seconds} s`;
  return new ModelError('OC_NETWORK', { message, host, seconds, because: 'network.connect_timeout' }, { retryable: true });
}

/** Where the catalogue says the same; undefined where only the system's own words tell. */
function reasonKey(code: string): string | undefined {
  if (CERTIFICATE.test(code)) return 'network.certificate';
  return code in CAUSES || code === 'ERR_INVALID_CHAR' ? `network.${code}` : undefined;
}

function explain(code: string, error: unknown): string {
  if (CERTIFICATE.test(code)) return `its certificate is not trusted (${code}); a private authority is named by NODE_EXTRA_CA_CERTS`;
  if (code === 'ERR_INVALID_CHAR') return 'a header holds a character that HTTP does not allow (a line break in the key?)';
  const known = CAUSES[code];
  if (known) return `${known} (${code})`;
  const text = error instanceof Error ? error.message : String(error);
  return code || text;
}

function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at && typeof at === 'object' && depth < 4; depth++) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && !(code.startsWith('UND_ERR') && cause)) return code;
    at = cause;
  }
  return '';
}
