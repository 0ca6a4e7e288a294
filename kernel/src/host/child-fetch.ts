import { type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import type { RemoteRequest, RemoteResponse } from './protocol.ts';
import { fromWireError } from './wire-error.ts';

/** statuses whose responses must not have a body */
const BODILESS = new Set([101, 204, 205, 304]);

/** Gives errors that crossed from the parent their class and code back. */
export async function withErrors<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof ResponseError ? fromWireError(error.data, error.message) : error;
  }
}

/** fetch that the parent carries out, where the plugin's `net:` grants are checked. Bodies travel whole. */
export function childFetch(connection: MessageConnection): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const body = request.body ? Buffer.from(await request.arrayBuffer()).toString('base64') : undefined;
    const params: RemoteRequest = {
      url: request.url,
      method: request.method,
      headers: [...request.headers],
      redirect: request.redirect,
      ...(body !== undefined && { body }),
    };
    const answer = await untilAborted(withErrors(connection.sendRequest<RemoteResponse>('fetch', params)), request.signal);
    const { status, statusText, headers, url } = answer;
    const response = new Response(BODILESS.has(status) ? null : Buffer.from(answer.body, 'base64'), {
      status,
      statusText,
      headers: decoded(headers),
    });
    Object.defineProperty(response, 'url', { value: url });
    return response;
  };
}

/** The kernel's HTTP client for one call, carried out by the parent. */
export function childHttp(connection: MessageConnection, call: number): HttpClient {
  return {
    async request({ url, method = 'GET', headers = {}, body, signal }) {
      const params = {
        call,
        url,
        method,
        headers: Object.entries(headers),
        ...(body !== undefined && { body: Buffer.from(body).toString('base64') }),
      };
      const pending = withErrors(connection.sendRequest<RemoteResponse>('http', params));
      const answer = await (signal ? untilAborted(pending, signal) : pending);
      const bytes = Buffer.from(answer.body, 'base64');
      const response: HttpResponse = {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        read: async (onChunk) => onChunk(bytes),
        text: async (limit = 1024 * 1024) => bytes.subarray(0, limit).toString('utf8'),
      };
      return response;
    },
  };
}

/** The body arrives decoded: headers that say otherwise would mislead. */
function decoded(headers: [string, string][]): [string, string][] {
  return headers.filter(([name]) => !/^(content-encoding|content-length|transfer-encoding)$/i.test(name));
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
