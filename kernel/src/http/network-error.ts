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

/** No answer came: an OC_NETWORK error that names host and cause, and never what was sent. */
export function networkError(error: unknown, url: URL): Error {
  if (error instanceof KernelError) return error;
  const code = codeOf(error);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const host = `${url.hostname}:${port}`;
  const options = {
    retryable: !CERTIFICATE.test(code) && !FINAL.has(code) && !/Proxy response \(40[137]\)/.test(String(error)),
    cause: error,
  };
  return new ModelError(
    'OC_NETWORK',
    { message: `cannot reach ${host}: ${explain(code, error)}`, host, cause: code || undefined, because: reasonKey(code) },
    options,
  );
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
  return /proxy/i.test(text) ? `the proxy refused: ${text}` : code || text;
}

function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at && typeof at === 'object' && depth < 4; depth++) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && !(code.startsWith('UND_ERR') && cause)) return code;
    at = cause;
  }
  return '';
}
