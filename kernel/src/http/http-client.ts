import { ModelError } from '../runtime/errors.ts';
import { createBody, noAnswer } from './body.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './client.ts';
import { createDirectExchange } from './direct.ts';
import type { Call, Exchange, RawResponse } from './exchange.ts';
import { networkError } from './network-error.ts';
import { createProxyExchange, proxyFor } from './proxy.ts';

const CONNECT_TIMEOUT_MS = 30_000;
const HEAD_TIMEOUT_MS = 600_000;
const IDLE_TIMEOUT_MS = 120_000;
const MAX_REDIRECTS = 5;

/**
 * The product's HTTP client. Sockets are kept alive between requests; proxies come from the environment's `*_PROXY` variables.
 * @param env where the proxy variables are read, at each request
 */
export function createHttpClient(options: { env: Readonly<Record<string, string | undefined>>; userAgent: string }): HttpClient {
  const direct = createDirectExchange();
  const proxies = new Map<string, Exchange>();
  const exchangeFor = ({ connectTimeoutMs }: Call, proxy: string | undefined): Exchange => {
    if (proxy === undefined) return direct;
    const key = `${connectTimeoutMs} ${proxy}`;
    const exchange = proxies.get(key) ?? createProxyExchange(proxy, connectTimeoutMs);
    proxies.set(key, exchange);
    return exchange;
  };

  const request = async (input: HttpRequest): Promise<HttpResponse> => {
    const begin = performance.now();
    let call = prepare(input, options.userAgent);
    for (let hops = 0; ; hops++) {
      const proxy = proxyFor(call.url, options.env);
      const raw = await head(exchangeFor(call, proxy), call, input, proxy);
      const target = redirectTarget(raw, call.url);
      if (!target) {
        const { firstByteTimeoutMs: first, idleTimeoutMs = IDLE_TIMEOUT_MS, signal } = input;
        const firstByte = first !== undefined && {
          firstByte: { withinMs: first, leftMs: Math.max(1, first - (performance.now() - begin)) },
        };
        return createBody(raw, { host: call.url.host, idleTimeoutMs, signal, ...firstByte });
      }
      discard(raw);
      call = redirected(call, target, raw.status, hops);
    }
  };
  return { request };
}

function prepare(input: HttpRequest, userAgent: string): Call {
  if (!URL.canParse(input.url) || !/^https?:/.test(input.url)) {
    // the text itself may hold a key: it is not repeated
    throw new ModelError(
      'OC_NETWORK',
      { message: 'the address of the model server is not an http or https URL', because: 'model.bad_address' },
      { retryable: false },
    );
  }
  const headers: Record<string, string> = { 'user-agent': userAgent };
  for (const [name, value] of Object.entries(input.headers ?? {})) headers[name.toLowerCase()] = value;
  if (input.body !== undefined) headers['content-length'] = String(Buffer.byteLength(input.body));
  return {
    url: new URL(input.url),
    method: input.method ?? 'GET',
    headers,
    body: input.body,
    connectTimeoutMs: input.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
  };
}

async function head(exchange: Exchange, call: Call, input: HttpRequest, proxy: string | undefined): Promise<RawResponse> {
  input.signal?.throwIfAborted();
  const stop = new AbortController();
  const abort = () => stop.abort(input.signal?.reason);
  const ms = input.firstByteTimeoutMs ?? input.headTimeoutMs ?? HEAD_TIMEOUT_MS;
  const timer = setTimeout(() => stop.abort(noAnswer(call.url.host, ms)), ms);
  input.signal?.addEventListener('abort', abort, { once: true });
  try {
    return await exchange(call, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    throw networkError(error, call.url, proxy === undefined || !URL.canParse(proxy) ? undefined : new URL(proxy).host);
  } finally {
    clearTimeout(timer);
    input.signal?.removeEventListener('abort', abort);
  }
}

function redirectTarget(raw: RawResponse, from: URL): URL | undefined {
  const location = raw.headers.location;
  if (![301, 302, 303, 307, 308].includes(raw.status) || typeof location !== 'string') return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

/** A request with a body is never sent elsewhere, and headers (they may hold a key) never leave their origin. */
function redirected(call: Call, target: URL, status: number, hops: number): Call {
  const place = { host: call.url.host, target: `${target.origin}${target.pathname}`, method: call.method, status };
  const fail = (because: string, message: string) =>
    new ModelError('OC_MODEL_HTTP', { message, because, ...place }, { retryable: false, status });
  const where = `${place.host} redirects to ${place.target}`;
  if (call.method !== 'GET') throw fail('model.redirect', `${where}; a ${call.method} is not redirected: correct the base URL`);
  if (hops >= MAX_REDIRECTS) throw fail('model.redirects', `${where}; that is redirect number ${hops + 1}, one too many`);
  if (!/^https?:$/.test(target.protocol)) throw fail('model.bad_address', `${where}; only http and https are followed`);
  const { 'user-agent': agent = '', accept } = call.headers;
  const headers = target.origin === call.url.origin ? call.headers : { 'user-agent': agent, ...(accept === undefined ? {} : { accept }) };
  return { ...call, url: target, headers };
}

function discard(raw: RawResponse): void {
  raw.stream.on('error', () => undefined);
  raw.destroy();
}
