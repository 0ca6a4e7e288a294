import { ToolError } from '@ock/kernel';
import type { Dispatcher } from 'undici';
import { type AllowPrivate, checkHost, checkResolved, guardedDispatcher } from './guarded-dispatcher.ts';

/** bytes of a body, unpacked, beyond which a page is refused */
export const MAX_BYTES = 5 << 20;
const MAX_REDIRECTS = 5;
const USER_AGENT = 'Mozilla/5.0 (compatible; opencode/1.0)';

export interface Page {
  /** where it came from in the end */
  url: string;
  status: number;
  /** without parameters, lower case */
  mime: string;
  charset: string | undefined;
  bytes: Buffer;
}

export interface FetchOptions {
  allow: AllowPrivate;
  timeoutMs: number;
  accept: string;
  signal: AbortSignal;
}

/** @throws ToolError for addresses that are none or not public, too many redirects, bodies too large, and failures of the network */
export async function fetchPage(address: string, options: FetchOptions): Promise<Page> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([options.signal, timeout]);
  const dispatcher = await guardedDispatcher(options.allow, options.timeoutMs);
  try {
    let url = parseUrl(address);
    for (let hops = 0; ; hops++) {
      checkHost(url.hostname, options.allow);
      await checkResolved(url.hostname, options.allow);
      const answer = await request(url, dispatcher, options.accept, signal);
      const location = [301, 302, 303, 307, 308].includes(answer.statusCode) ? one(answer.headers.location) : undefined;
      if (location === undefined) return await page(url, answer);
      answer.body.on('error', () => undefined).destroy();
      if (hops >= MAX_REDIRECTS) throw new ToolError(`${address} redirects more than ${MAX_REDIRECTS} times.`);
      url = redirected(url, location);
    }
  } catch (error) {
    options.signal.throwIfAborted();
    if (timeout.aborted) throw new ToolError(`${address} did not answer within ${options.timeoutMs / 1000} s.`);
    throw told(error, address);
  } finally {
    await dispatcher.destroy();
  }
}

/** Another host is another permission: it is left to a call of its own. */
function redirected(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw new ToolError(`${from.href} redirects to something that is not a URL.`);
  const to = parseUrl(new URL(location, from).href);
  const bare = ({ host }: URL) => host.replace(/^www\./, '');
  if (bare(to) === bare(from) && !(from.protocol === 'https:' && to.protocol === 'http:')) return to;
  throw new ToolError(`${from.href} redirects to ${to.href}. To fetch that, call webfetch with it.`);
}

/** @throws ToolError for what is not http(s), and for addresses that carry a password */
export function parseUrl(text: string): URL {
  const given = text.trim();
  const full = /^[a-z][a-z0-9+.-]*:/i.test(given) && !/^[^/:]+\.[^/:]+:\d+(\/|$)/.test(given) ? given : `https://${given}`;
  if (!URL.canParse(full)) throw new ToolError(`${JSON.stringify(given.slice(0, 200))} is not a URL.`);
  const url = new URL(full);
  if (!/^https?:$/.test(url.protocol)) throw new ToolError(`Only http and https are fetched, not ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw new ToolError('URLs with a user name or password are not fetched.');
  url.hash = '';
  return url;
}

async function request(url: URL, dispatcher: Dispatcher, accept: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const undici = await import('undici');
  const headers = { 'user-agent': USER_AGENT, accept, 'accept-language': 'en,*;q=0.5', 'accept-encoding': 'gzip, deflate, br' };
  return undici.request(url, { dispatcher, headers, signal });
}

async function page(url: URL, answer: Dispatcher.ResponseData): Promise<Page> {
  const [mime = '', ...parameters] = (one(answer.headers['content-type']) ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([^"\s]+)/.exec(text)?.[1]).find((name) => name !== undefined);
  const bytes = await readBody(answer, url.href);
  return { url: url.href, status: answer.statusCode, mime: mime.trim(), charset, bytes };
}

async function readBody(answer: Dispatcher.ResponseData, url: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of await decoded(answer)) {
    size += (chunk as Buffer).length;
    if (size > MAX_BYTES)
      throw new ToolError(`${url} is larger than ${MAX_BYTES >> 20} MB. Use a command such as curl to save it to a file.`);
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

function told(error: unknown, address: string): unknown {
  const { cause } = error as { cause?: unknown };
  if (error instanceof ToolError) return error;
  if (cause instanceof ToolError) return cause;
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  return new ToolError(`Cannot fetch ${address}: ${CAUSES[code] ?? (code || message || 'the connection failed')}.`, { cause: error });
}

const CAUSES: Record<string, string> = {
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve at the moment',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
};
