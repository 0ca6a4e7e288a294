import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { McpHttpOptions } from '@ock/kernel';
import type { Sdk } from './served.ts';

const PATH = '/mcp';
const MAX_BODY = 16 * 1024 * 1024;
/** clients at a time */
const MAX_CLIENTS = 100;
/** ms without a request after which a client counts as gone, and between looks at that */
const IDLE_MS = 60 * 60_000;
const SWEEP_MS = 60_000;
const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

interface Client {
  transport: StreamableHTTPServerTransport;
  seen: number;
  open: number;
}

/** Streamable HTTP for any number of clients. Every request needs the token, and a Host and an Origin of this machine or the given one. */
export class HttpListener {
  readonly #sdk: Sdk;
  readonly #options: McpHttpOptions;
  readonly #make: () => Promise<Server>;
  readonly #clients = new Map<string, Client>();
  readonly #http: HttpServer;

  constructor(sdk: Sdk, options: McpHttpOptions, make: () => Promise<Server>) {
    this.#sdk = sdk;
    this.#options = options;
    this.#make = make;
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch(() => refuse(response, 500, 'internal error'));
    });
  }

  async open(): Promise<{ url: string; closed: Promise<void> }> {
    const { host, port, signal } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject).listen(port, host, resolve);
    });
    const sweep = setInterval(() => this.#sweep(), SWEEP_MS);
    const closed = new Promise<void>((resolve) => {
      const close = async () => {
        clearInterval(sweep);
        await Promise.all([...this.#clients.values()].map(({ transport }) => transport.close()));
        this.#http.close(() => resolve());
        this.#http.closeAllConnections();
      };
      if (signal.aborted) void close();
      else signal.addEventListener('abort', () => void close(), { once: true });
    });
    const { port: bound } = this.#http.address() as AddressInfo;
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}${PATH}`, closed };
  }

  #sweep(): void {
    for (const { transport, seen, open } of this.#clients.values()) if (open === 0 && Date.now() - seen > IDLE_MS) void transport.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host = '', origin, authorization = '' } = request.headers;
    if (!this.#isOurs(host) || (origin !== undefined && !this.#isOurs(hostOf(origin)))) return refuse(response, 403, 'not from here');
    if (!same(authorization.replace(/^Bearer /i, ''), this.#options.token)) {
      response.setHeader('www-authenticate', 'Bearer');
      return refuse(response, 401, 'the token is missing or wrong');
    }
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH) return refuse(response, 404, `only ${PATH} is here`);
    const body = request.method === 'POST' ? await readBody(request) : undefined;
    if (body === null) return refuse(response, 413, 'the request is too large');
    const id = request.headers['mcp-session-id'];
    const client = typeof id === 'string' ? this.#clients.get(id) : undefined;
    if (typeof id === 'string' && !client) return refuse(response, 404, 'there is no such session');
    const transport = client?.transport ?? (await this.#begin());
    if (!transport) return refuse(response, 503, 'too many clients');
    if (client) {
      client.seen = Date.now();
      client.open += 1;
      response.once('close', () => {
        client.seen = Date.now();
        client.open -= 1;
      });
    }
    let message: unknown;
    try {
      message = body === undefined ? undefined : JSON.parse(body);
    } catch {
      return refuse(response, 400, 'not JSON', -32700);
    }
    await transport.handleRequest(request, response, message);
  }

  async #begin(): Promise<StreamableHTTPServerTransport | undefined> {
    if (this.#clients.size >= MAX_CLIENTS) return undefined;
    const transport = new this.#sdk.StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void this.#clients.set(id, { transport, seen: Date.now(), open: 0 }),
    });
    const server = await this.#make();
    const { onclose } = server;
    server.onclose = () => {
      if (transport.sessionId !== undefined) this.#clients.delete(transport.sessionId);
      onclose?.();
    };
    await server.connect(transport as Parameters<Server['connect']>[0]);
    return transport;
  }

  /** Pages of other sites that a browser has loaded must not reach us by a name that leads here. */
  #isOurs(host: string): boolean {
    const name = host.replace(/:\d+$/, '').toLowerCase();
    return LOCAL.includes(name) || name === this.#options.host.toLowerCase() || name === `[${this.#options.host.toLowerCase()}]`;
  }
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}

/** In the same time, however much is right. */
function same(given: string, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return token !== '' && timingSafeEqual(hash(given), hash(token));
}

/** Null: too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(response: ServerResponse, status: number, message: string, code = -32000): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }));
}
