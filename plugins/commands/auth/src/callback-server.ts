import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KernelError } from '@ock/kernel';

/** minutes a person gets to sign in */
export const CALLBACK_MINUTES = 5;
const PATH = '/callback';
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  connection: 'close',
};

export interface Callback {
  url: string;
  /** what a request must bring to count */
  state: string;
  query: Promise<URLSearchParams>;
}

/**
 * Listens on this machine alone until the browser comes back, once.
 * @param page what the browser shows then
 * @param signal closes the server
 */
export async function startCallback(
  page: (query: URLSearchParams) => string,
  signal: AbortSignal,
  limitMs = CALLBACK_MINUTES * 60_000,
): Promise<Callback> {
  const state = randomBytes(24).toString('base64url');
  const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 16_384 });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  const query = new Promise<URLSearchParams>((resolve, reject) => {
    const late = new KernelError('OC_AUTH_REFUSED', { because: 'command-auth.nobody_came', minutes: Math.ceil(limitMs / 60_000) });
    timer = setTimeout(() => reject(late), limitMs);
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    server.on('request', (request, response) => {
      const found = answerOf(request, port, state);
      if (found) response.writeHead(200, HEADERS).end(page(found), () => resolve(found));
      else response.writeHead(404, { connection: 'close' }).end();
    });
  }).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    server.close();
    server.closeAllConnections();
  });
  query.catch(() => undefined);
  return { url: `http://127.0.0.1:${port}${PATH}`, state, query };
}

/** The query of a request that comes from the sign-in page; undefined for anything else that knocks. */
function answerOf(request: IncomingMessage, port: number, state: string): URLSearchParams | undefined {
  const { host = '', 'sec-fetch-dest': target } = request.headers;
  const isOurs = request.method === 'GET' && [`127.0.0.1:${port}`, `localhost:${port}`].includes(host);
  if (!isOurs || !URL.canParse(request.url ?? '', `http://${host}`) || (target !== undefined && target !== 'document')) return undefined;
  const { pathname, searchParams } = new URL(request.url ?? '', `http://${host}`);
  const given = pathname === PATH ? searchParams.get('state') : pathname.startsWith(`${PATH}/`) ? pathname.slice(PATH.length + 1) : null;
  if (given === null || !same(given, state)) return undefined;
  return searchParams;
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
