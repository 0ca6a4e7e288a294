import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Call, Exchange, RawResponse } from './exchange.ts';
import { connectTimeout } from './network-error.ts';

interface Transport {
  agent: Agent;
  request(url: URL, options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest;
}

/** Sends requests by Node's own http and https, each loaded on first use, over one pool of kept-alive sockets per protocol. */
export function createDirectExchange(): Exchange {
  const transports = new Map<string, Promise<Transport>>();
  const load = async (protocol: string): Promise<Transport> => {
    const module = protocol === 'https:' ? await import('node:https') : await import('node:http');
    return { agent: new module.Agent({ keepAlive: true }), request: module.request };
  };
  return async (call, signal) => {
    const protocol = call.url.protocol;
    const transport = transports.get(protocol) ?? load(protocol);
    transports.set(protocol, transport);
    const ready = await transport;
    try {
      return await send(ready, call, signal);
    } catch (error) {
      if (!(error instanceof StaleSocket)) throw error;
      // the server had closed an idle socket: the others of the pool are as old
      for (const sockets of Object.values(ready.agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
      return await send(ready, call, signal, true);
    }
  };
}

/** The server closed a kept-alive socket before it could see the request: sending again is safe. */
class StaleSocket extends Error {}

function send(transport: Transport, call: Call, signal: AbortSignal, last = false): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const request = transport.request(call.url, { method: call.method, headers: call.headers, agent: transport.agent }, (response) => {
      signal.removeEventListener('abort', abort);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, stream: response, destroy: () => void request.destroy() });
    });
    const abort = () => request.destroy();
    const timer = setTimeout(() => request.destroy(connectTimeout(call.url, call.connectTimeoutMs)), call.connectTimeoutMs);
    const connected = () => clearTimeout(timer);
    signal.addEventListener('abort', abort, { once: true });
    request.on('socket', (socket) => {
      if (socket.connecting) socket.once(call.url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
      else connected();
    });
    request.on('close', connected);
    request.on('error', (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', abort);
      const stale = request.reusedSocket && !signal.aborted && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale && !last ? new StaleSocket(error.message, { cause: error }) : error);
    });
    if (signal.aborted) abort();
    request.end(call.body);
  });
}
