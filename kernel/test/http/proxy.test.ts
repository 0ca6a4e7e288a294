import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createHttpClient } from '../../src/http/http-client.ts';
import { proxyFor } from '../../src/http/proxy.ts';

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** A tunnelling proxy that resolves every name to this machine and asks for the given credentials. */
function startProxy(seen: string[], credentials?: string): Server {
  const proxy = createServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, client: Socket) => {
    seen.push(String(request.url));
    const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== wanted) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const upstream = connect(Number(String(request.url).split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  return proxy;
}

describe('proxy', () => {
  describe('which one', () => {
    const of = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env);
    it('goes by the scheme, then by ALL_PROXY, lower case first', () => {
      const env = { HTTPS_PROXY: 'http://s:1', http_proxy: 'h:2', HTTP_PROXY: 'http://wrong:9' };
      expect(of('https://a.example', env)).to.equal('http://s:1');
      expect(of('http://a.example', env)).to.equal('http://h:2');
      expect(of('https://a.example', { all_proxy: 'socks5://p:1080' })).to.equal('socks5://p:1080');
      expect(of('https://a.example', { HTTP_PROXY: 'http://h:2' })).to.equal(undefined);
    });

    it('spares this machine', () => {
      for (const host of ['localhost:11434', '127.0.0.1', '[::1]:9', 'api.localhost'])
        expect(of(`http://${host}`, { HTTP_PROXY: 'http://p:1' }), host).to.equal(undefined);
    });

    for (const [list, spared, asked] of [
      ['example.com', ['example.com', 'api.example.com'], ['badexample.com', 'example.com.evil.org']],
      ['.example.com, 10.0.0.7', ['a.example.com', '10.0.0.7'], ['10.0.0.70']],
      ['*.example.com a.org', ['x.example.com', 'a.org'], ['b.org']],
      ['a.org:8080', ['a.org:8080'], ['a.org', 'a.org:80']],
      ['*', ['anything.at.all'], []],
      ['', [], ['a.org']],
    ] as const) {
      it(`heeds NO_PROXY="${list}"`, () => {
        const env = { HTTP_PROXY: 'http://p:1', NO_PROXY: list };
        for (const host of spared) expect(of(`http://${host}`, env), host).to.equal(undefined);
        for (const host of asked) expect(of(`http://${host}`, env), host).to.equal('http://p:1');
      });
    }
  });

  describe('through one', () => {
    const servers: Server[] = [];
    const keep = <T extends Server>(server: T): T => {
      servers.push(server);
      return server;
    };
    afterEach(() => {
      for (const server of servers.splice(0)) {
        server.closeAllConnections();
        server.close();
      }
    });

    it('reaches a host that only the proxy can resolve, with credentials, and streams', async () => {
      const seen: string[] = [];
      const port = await listen(
        keep(
          createServer((request, response) =>
            request.on('data', (chunk: Buffer) => response.write(`<${chunk}>`)).on('end', () => response.end('!')),
          ),
        ),
      );
      const proxy = await listen(keep(startProxy(seen, 'me:p@ss')));
      const client = createHttpClient({ env: { HTTP_PROXY: `http://me:p%40ss@127.0.0.1:${proxy}` }, userAgent: 't' });
      const response = await client.request({ url: `http://model.test:${port}/v1`, method: 'POST', body: 'hello' });
      expect(await response.text()).to.equal('<hello>!');
      expect(seen).to.deep.equal([`model.test:${port}`]);
    });

    it('says that the proxy refused, without its password', async () => {
      const proxy = await listen(keep(startProxy([], 'me:right')));
      const client = createHttpClient({ env: { HTTP_PROXY: `http://me:wrongpass@127.0.0.1:${proxy}` }, userAgent: 't' });
      const error = (await client.request({ url: 'http://model.test/v1' }).catch((thrown: unknown) => thrown)) as Error & {
        retryable: boolean;
      };
      expect(error).to.include({ code: 'OC_NETWORK', retryable: false });
      expect(error.message).to.contain('model.test').and.contain('407').and.not.contain('wrongpass');
    });

    it('closes the tunnel on abort and on silence', async () => {
      const closed: Promise<void>[] = [];
      let requests = 0;
      const target = keep(
        createServer((_request, response) => {
          requests++;
          response.write('x');
        }),
      );
      target.on('connection', (socket) => closed.push(new Promise((resolve) => socket.once('close', () => resolve()))));
      const port = await listen(target);
      const proxy = await listen(keep(startProxy([])));
      const client = createHttpClient({ env: { ALL_PROXY: `http://127.0.0.1:${proxy}` }, userAgent: 't' });
      const stop = new AbortController();
      const url = `http://model.test:${port}`;
      const response = await client.request({ url, signal: stop.signal });
      const reason = new Error('enough');
      setTimeout(() => stop.abort(reason), 20);
      expect(await response.read(() => undefined).catch((error: unknown) => error)).to.equal(reason);
      const silent = await client.request({ url, idleTimeoutMs: 40 });
      expect(await silent.read(() => undefined).catch((error: unknown) => error)).to.include({ code: 'OC_MODEL_STALL' });
      await Promise.all(closed);
      expect(requests, 'nothing was sent twice').to.equal(2);
    });

    it('tunnels https and trusts the authority of NODE_EXTRA_CA_CERTS, and no other', async function () {
      const folder = mkdtempSync(join(tmpdir(), 'oc-proxy-'));
      try {
        const subject = ['-subj', '/CN=model.test', '-addext', 'subjectAltName=DNS:model.test'];
        const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
        try {
          execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
            stdio: 'ignore',
          });
        } catch {
          console.log('      openssl is missing: no certificate to test with');
          return this.skip();
        }
        const tls = { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) };
        const port = await listen(
          keep(createTlsServer(tls, (_request, response) => response.end('secret handshake')) as unknown as Server),
        );
        const proxy = await listen(keep(startProxy([])));
        const script = `
          import { createHttpClient } from ${JSON.stringify(new URL('../../src/http/http-client.ts', import.meta.url).href)};
          const client = createHttpClient({ env: process.env, userAgent: 't' });
          const text = await client.request({ url: 'https://model.test:${port}/' }).then((r) => r.text(), (e) => e.retryable + ' ' + e.details.message);
          process.stdout.write(text);
          process.exit(0);`;
        const run = async (env: Record<string, string>) => {
          const args = ['--import=tsx', '--conditions=source', '--input-type=module', '-e', script];
          const base = { PATH: process.env.PATH ?? '', HTTPS_PROXY: `http://127.0.0.1:${proxy}` };
          return (await promisify(execFile)(process.execPath, args, { env: { ...base, ...env }, timeout: 15_000 })).stdout;
        };
        expect(await run({ NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') })).to.equal('secret handshake');
        expect(await run({})).to.match(/^false .*model\.test.*certificate.*NODE_EXTRA_CA_CERTS/);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
