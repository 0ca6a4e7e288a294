import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Server as NetServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';

export interface Front {
  port: number;
  /** TLS handshakes or tunnels so far */
  readonly count: number;
  close(): void;
}

async function listen(server: NetServer): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

function joined(a: Socket, b: Socket): void {
  a.on('error', () => b.destroy());
  b.on('error', () => a.destroy());
  a.pipe(b).pipe(a);
}

/** Makes a certificate for a name. @returns undefined where there is no openssl */
export function makeCertificate(folder: string, name: string): { key: Buffer; cert: Buffer; file: string } | undefined {
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name},DNS:localhost,IP:127.0.0.1`];
  const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, '-keyout', keyFile, '-out', file];
    execFileSync('openssl', made, { stdio: 'ignore' });
  } catch {
    console.log('      openssl is missing: no certificate to test with');
    return undefined;
  }
  return { key: readFileSync(keyFile), cert: readFileSync(file), file };
}

/** Speaks TLS to the outside and plain HTTP to a server on this machine; counts handshakes. */
export async function tlsFront(tls: { key: Buffer; cert: Buffer }, port: number): Promise<Front> {
  let count = 0;
  const server = createTlsServer(tls);
  server.on('secureConnection', (outside: TLSSocket) => {
    count++;
    joined(outside, connect(port, '127.0.0.1'));
  });
  server.on('tlsClientError', () => undefined);
  return {
    ...(await listen(server)),
    get count() {
      return count;
    },
  };
}

/** A proxy that resolves every name to this machine. @param answer what it says to everybody instead, head and body */
export async function connectProxy({ credentials, answer }: { credentials?: string; answer?: string } = {}): Promise<Front> {
  let count = 0;
  const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server: Server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, inside: Socket) => {
    if (answer !== undefined) return void inside.end(answer);
    if (request.headers['proxy-authorization'] !== wanted)
      return void inside.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n');
    count++;
    const outside = connect(Number(String(request.url).split(':').at(-1)), '127.0.0.1', () => {
      inside.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      joined(outside, inside);
    });
    outside.on('error', () => inside.destroy());
  });
  return {
    ...(await listen(server)),
    get count() {
      return count;
    },
  };
}
