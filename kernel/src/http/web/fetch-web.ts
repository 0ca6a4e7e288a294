import type { Dispatcher } from 'undici';
import { ToolError } from '../../runtime/errors.ts';
import { proxyFor } from '../proxy.ts';
import type { AllowPrivate, HostRules } from './public-hosts.ts';
import { webFailure } from './web-failure.ts';
import { parseWebUrl } from './web-url.ts';

const MAX_BYTES = 5 << 20;
const MAX_REDIRECTS = 5;
const USER_AGENT = 'Mozilla/5.0 (compatible; opencode/1.0)';

export interface WebRequest {
  /** id of the tool whose setting `allow_private` refusals name */
  tool: string;
  /** hosts that are not public and may be reached all the same */
  allow: AllowPrivate;
  /** ms for the whole of it */
  timeoutMs: number;
  signal: AbortSignal;
  /** where the variables of proxies are read: `ctx.env` */
  env: Readonly<Record<string, string | undefined>>;
  /** default GET; POST when there is a body */
  method?: string;
  /** names in lower case; they follow redirects, which stay on the host */
  headers?: Record<string, string>;
  body?: string;
  /** bytes of a body, unpacked, beyond which it is refused; default 5 MiB */
  maxBytes?: number;
  /** what to do about a redirect that is not followed, told to the model */
  redirectHint?: string;
}

export interface WebPage {
  /** where it came from in the end */
  url: string;
  status: number;
  /** without parameters, lower case */
  mime: string;
  charset: string | undefined;
  /** names in lower case */
  headers: Readonly<Record<string, string>>;
  bytes: Buffer;
}

/**
 * Fetches from the public internet, whatever the status: names are judged by what they resolve to when the connection is made, redirects are
 * followed on the same host only, through the proxy of the environment where it says so. Nothing of it is kept between calls.
 * @throws ToolError for addresses that are none or not public, redirects elsewhere or too many, bodies too large, and failures of the network;
 * the signal's reason on abort
 */
export async function fetchWeb(address: string, request: WebRequest): Promise<WebPage> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal = AbortSignal.any([request.signal, timeout]);
  const { checkHost, checkResolved } = await import('./public-hosts.ts');
  const dispatchers = new Map<string | undefined, Dispatcher>();
  let proxy: string | undefined;
  try {
    let url = parseWebUrl(address);
    for (let hops = 0; ; hops++) {
      checkHost(url.hostname, request);
      proxy = proxyFor(url, request.env);
      if (proxy !== undefined) await checkResolved(url.hostname, request);
      const dispatcher = dispatchers.get(proxy) ?? (await openDispatcher(proxy, request, request.timeoutMs));
      dispatchers.set(proxy, dispatcher);
      const answer = await send(url, dispatcher, request, signal);
      const location = [301, 302, 303, 307, 308].includes(answer.statusCode) ? one(answer.headers.location) : undefined;
      if (location === undefined) return await page(url, answer, request.maxBytes ?? MAX_BYTES);
      answer.body.on('error', () => undefined).destroy();
      if (hops >= MAX_REDIRECTS) throw new ToolError(`${address} redirects more than ${MAX_REDIRECTS} times.`);
      url = redirected(url, location, request);
    }
  } catch (error) {
    request.signal.throwIfAborted();
    if (timeout.aborted) throw new ToolError(`${address} did not answer within ${request.timeoutMs / 1000} s.`);
    throw webFailure(error, address, proxy);
  } finally {
    await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
  }
}

async function openDispatcher(proxy: string | undefined, rules: HostRules, timeout: number): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici');
  const { publicLookup } = await import('./public-hosts.ts');
  const limits = { headersTimeout: timeout, bodyTimeout: timeout };
  if (proxy === undefined) return new Agent({ ...limits, connect: { timeout, lookup: publicLookup(rules) } });
  try {
    return new ProxyAgent({ ...limits, uri: proxy, proxyTls: { timeout }, requestTls: { timeout } });
  } catch (cause) {
    throw new ToolError('The proxy that the environment names is not a URL that can be used.', { cause });
  }
}

/** Another host is another permission: it is left to a call of its own. */
function redirected(from: URL, location: string, { body, redirectHint }: WebRequest): URL {
  if (!URL.canParse(location, from.href)) throw new ToolError(`${from.href} redirects to something that is not a URL.`);
  const to = parseWebUrl(new URL(location, from).href);
  const host = (url: URL) => url.host.replace(/^www\./, '');
  const safe = host(to) === host(from) && !(from.protocol === 'https:' && to.protocol === 'http:');
  if (safe && body === undefined) return to;
  const [where, target] = body === undefined ? [from.href, to.href] : [from.origin + from.pathname, to.origin + to.pathname];
  throw new ToolError(`${where} redirects to ${target}.${redirectHint === undefined ? '' : ` ${redirectHint}`}`);
}

async function send(url: URL, dispatcher: Dispatcher, request: WebRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const undici = await import('undici');
  const { body, method = body === undefined ? 'GET' : 'POST' } = request;
  const headers = { 'user-agent': USER_AGENT, 'accept-language': 'en,*;q=0.5', 'accept-encoding': 'gzip, deflate, br', ...request.headers };
  return undici.request(url, { dispatcher, method: method as 'GET', headers, signal, ...(body !== undefined && { body }) });
}

async function page(url: URL, answer: Dispatcher.ResponseData, maxBytes: number): Promise<WebPage> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) if (value !== undefined) headers[name] = one(value) ?? '';
  const [mime = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([^"\s]+)/.exec(text)?.[1]).find((name) => name !== undefined);
  const bytes = await readBody(answer, url.href, maxBytes);
  return { url: url.href, status: answer.statusCode, mime: mime.trim(), charset, headers, bytes };
}

async function readBody(answer: Dispatcher.ResponseData, url: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of await decoded(answer)) {
    size += (chunk as Buffer).length;
    if (size > maxBytes)
      throw new ToolError(`${url} is larger than ${maxBytes >> 20} MB. Use a command such as curl to save it to a file.`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function decoded({ headers, body }: Dispatcher.ResponseData): Promise<AsyncIterable<unknown>> {
  const coding = one(headers['content-encoding'])?.toLowerCase() ?? 'identity';
  if (!/^(x-)?(gzip|deflate|br)$/.test(coding)) return body;
  const { createBrotliDecompress, createUnzip } = await import('node:zlib');
  const { pipeline } = await import('node:stream');
  const unpacked = coding === 'br' ? createBrotliDecompress() : createUnzip();
  // the reader sees the failure: pipeline hands it on by destroying the last stream
  return pipeline(body, unpacked, () => undefined);
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
