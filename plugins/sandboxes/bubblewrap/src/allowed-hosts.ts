import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

/** ms until a connection stands */
const CONNECT_MS = 30_000;

/** An HTTP proxy on a socket in a private folder, which lets through to some hosts only. Commands without a network reach nothing else. */
export class AllowedHosts {
  readonly folder = mkdtempSync(join(tmpdir(), 'opencode-net-'));
  readonly socket = join(this.folder, 'proxy');
  readonly hosts: readonly string[];
  readonly #server: Server;
  readonly #open = new Set<Duplex>();
  #listening?: Promise<void>;

  constructor(hosts: readonly string[]) {
    this.hosts = hosts;
    this.#server = createServer((incoming, answer) => this.#forward(incoming, answer));
    this.#server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => this.#tunnel(incoming, client, head));
    this.#server.on('connection', (socket) => this.#keep(socket));
  }

  listen(): Promise<void> {
    this.#listening ??= new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(this.socket, () => {
        this.#server.unref();
        resolve();
      });
    });
    return this.#listening;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #tunnel(incoming: IncomingMessage, client: Duplex, head: Buffer): void {
    const target = splitHost(incoming.url ?? '', 443);
    if (!target || !isAllowed(target, this.hosts)) {
      client.end(`HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${refusal(incoming.url ?? '')}`);
      return;
    }
    const server = connect({ host: target.host, port: target.port, timeout: CONNECT_MS });
    this.#keep(server);
    const end = (): void => {
      server.destroy();
      client.destroy();
    };
    server.once('connect', () => {
      server.setTimeout(0);
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) server.write(head);
      server.pipe(client);
      client.pipe(server);
    });
    server.once('timeout', end).on('error', end);
    client.on('error', end);
  }

  #forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const url = URL.canParse(incoming.url ?? '') ? new URL(incoming.url ?? '') : undefined;
    const target = url?.protocol === 'http:' ? splitHost(url.host, 80) : undefined;
    if (!url || !target || !isAllowed(target, this.hosts)) {
      answer.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end(refusal(url?.host ?? incoming.url ?? ''));
      return;
    }
    const { 'proxy-connection': _hop, 'proxy-authorization': _key, ...headers } = incoming.headers;
    const onward = request(
      {
        host: target.host,
        port: target.port,
        method: incoming.method,
        path: url.pathname + url.search,
        headers: { ...headers, host: url.host },
        timeout: CONNECT_MS,
      },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    const fail = (): void => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502, { connection: 'close' }).end();
    };
    onward.on('error', fail).once('timeout', () => onward.destroy(new Error('timeout')));
    incoming.pipe(onward);
  }

  #keep(socket: Duplex): void {
    this.#open.add(socket);
    (socket as Partial<{ unref(): void }>).unref?.();
    socket.once('close', () => this.#open.delete(socket));
  }
}

interface Target {
  host: string;
  port: number;
}

function splitHost(text: string, port: number): Target | undefined {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^:/@\s]+))(?::(\d{1,5}))?$/.exec(text);
  const host = (found?.[1] ?? found?.[2])?.toLowerCase().replace(/\.$/, '');
  return host === undefined ? undefined : { host, port: Number(found?.[3] ?? port) };
}

/** `example.com` is that host alone, on every port; `*.example.com` what is below it; `host:8080` one port. */
export function isAllowed({ host, port }: Target, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const wanted = splitHost(pattern, port);
    if (!wanted || wanted.port !== port) return false;
    return wanted.host.startsWith('*.') ? host.endsWith(wanted.host.slice(1)) : wanted.host === host;
  });
}

function refusal(host: string): string {
  return `the sandbox of opencode allows no connection to ${host.slice(0, 200)}\n`;
}
