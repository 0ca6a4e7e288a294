import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import type { WebFetchInput } from '../src/parameters.ts';
import { createWebFetchTool } from '../src/webfetch-tool.ts';

/** A proxy that knows CONNECT, and takes every name for this machine. */
function connectProxy(target: () => number, password?: string): { server: Server; asked: string[] } {
  const asked: string[] = [];
  const server = createServer((_, answer) => answer.writeHead(501).end());
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(request.url ?? '');
    const given = request.headers['proxy-authorization'];
    const wanted = password && `Basic ${Buffer.from(password).toString('base64')}`;
    socket.on('error', () => socket.destroy());
    if (wanted && given !== wanted) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const inner = connect(target(), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      inner.pipe(socket).pipe(inner);
    });
    inner.on('error', () => socket.destroy());
  });
  return { server, asked };
}

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}
function stop(...servers: Server[]): void {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
}

describe('tool webfetch on real networks', () => {
  const tool: Tool<WebFetchInput> = createWebFetchTool();
  const contexts: TestToolContext[] = [];
  const servers: Server[] = [];
  const hosts: string[] = [];
  let port: number;

  const site = createServer((request, answer) => {
    hosts.push(`${request.headers.host}${request.url}`);
    answer.setHeader('content-type', 'text/plain');
    if (request.url === '/drip') {
      const timer = setInterval(() => answer.write('.'), 20);
      return void answer.on('close', () => clearInterval(timer));
    }
    if (request.url === '/half') {
      answer.setHeader('content-length', '1000').write('half');
      return void setTimeout(() => request.socket.destroy(), 30);
    }
    if (request.url === '/half-zipped') {
      const packed = gzipSync('a'.repeat(100_000));
      answer.setHeader('content-encoding', 'gzip').setHeader('content-length', packed.length).write(packed.subarray(0, 40));
      return void setTimeout(() => request.socket.destroy(), 30);
    }
    if (request.url === '/at-once') return void request.socket.destroy();
    if (request.url === '/metadata') return void answer.writeHead(302, { location: 'http://metadata.test:1/' }).end();
    return void answer.end('reached');
  });

  before(async () => {
    port = await listen(site);
    servers.push(site);
  });
  after(async () => {
    stop(...servers);
    await Promise.all(contexts.map((ctx) => ctx.dispose()));
  });

  const context = async (env: Record<string, string>, allow: boolean | string[] = false) => {
    const ctx = await testToolContext({ config: { allow_private: allow }, env });
    contexts.push(ctx);
    return ctx;
  };
  const refused = async (url: string, ctx: TestToolContext, more: Partial<WebFetchInput> = {}) => {
    const error = await tool.run({ url, ...more }, ctx).catch((caught: unknown) => caught);
    expect(error, url).to.be.instanceOf(ToolError);
    return (error as ToolError).message;
  };

  it('goes through the proxy of the environment, also with a password, and names it in failures', async () => {
    const open = connectProxy(() => port);
    const closed = connectProxy(() => port, 'me:sesame');
    const [openPort, closedPort] = [await listen(open.server), await listen(closed.server)];
    servers.push(open.server, closed.server);
    const plain = await context({ HTTP_PROXY: `http://127.0.0.1:${openPort}` });
    expect((await tool.run({ url: 'http://pages.test/x' }, plain)).text).to.contain('reached');
    expect(open.asked).to.deep.equal(['pages.test:80']);
    expect(hosts.at(-1)).to.equal('pages.test/x');

    const known = await context({ http_proxy: `http://me:sesame@127.0.0.1:${closedPort}` });
    expect((await tool.run({ url: 'http://pages.test/y' }, known)).text).to.contain('reached');
    const unknown = await refused('http://pages.test/z', await context({ http_proxy: `http://me:wrong@127.0.0.1:${closedPort}` }));
    expect(unknown).to.contain(`through the proxy 127.0.0.1:${closedPort}: it wants a user name`).and.not.to.contain('wrong');
    expect(await refused('http://pages.test/', await context({ ALL_PROXY: 'http://127.0.0.1:1' }))).to.contain('nothing listens there');
  });

  it('asks a proxy for https with CONNECT too, and trusts no certificate for it', async () => {
    const { server, asked } = connectProxy(() => port);
    servers.push(server);
    const ctx = await context({ HTTPS_PROXY: `http://127.0.0.1:${await listen(server)}` });
    expect(await refused('https://pages.test/', ctx)).to.contain('Cannot fetch https://pages.test/ through the proxy');
    expect(asked).to.deep.equal(['pages.test:443']);
  });

  it('honours NO_PROXY, and guards what goes past the proxy', async () => {
    const { server, asked } = connectProxy(() => port);
    servers.push(server);
    const env = { HTTP_PROXY: `http://127.0.0.1:${await listen(server)}`, NO_PROXY: 'other.test, [::1], .localhost' };
    expect(await refused('http://other.test/', await context(env))).to.match(/Cannot fetch http:\/\/other\.test\/: /);
    expect(await refused(`http://localhost:${port}/`, await context(env))).to.contain('not on the public internet');
    expect((await tool.run({ url: `http://localhost:${port}/` }, await context(env, ['localhost']))).text).to.contain('reached');
    expect(asked).to.deep.equal([]);
  });

  it('lets a proxy be no way around the guard', async () => {
    const { server, asked } = connectProxy(() => port);
    servers.push(server);
    const ctx = await context({ HTTP_PROXY: `http://127.0.0.1:${await listen(server)}` });
    for (const url of ['http://169.254.169.254/latest', 'http://10.0.0.1/', 'http://metadata.internal/', 'http://[fd00::1]/'])
      expect(await refused(url, ctx), url).to.contain('not on the public internet');
    expect(await refused('http://pages.test/metadata', ctx)).to.contain('redirects to http://metadata.test:1/');
    expect(asked).to.deep.equal(['pages.test:80']);
  });

  it('reaches IPv6 addresses that are allowed, and no others', async function () {
    const six = createServer((_, answer) => answer.setHeader('content-type', 'text/plain').end('six'));
    const sixPort = await listen(six, '::1').catch(() => undefined);
    if (sixPort === undefined) {
      console.log('      needs IPv6 on the loopback interface');
      return this.skip();
    }
    servers.push(six);
    expect((await tool.run({ url: `http://[::1]:${sixPort}/` }, await context({}, ['::1']))).text).to.contain('six');
    expect((await tool.run({ url: `http://[::1]:${sixPort}/` }, await context({}, ['[::1]']))).text).to.contain('six');
    expect(await refused(`http://[::1]:${sixPort}/`, await context({}, ['127.0.0.1']))).to.contain('not on the public internet');
  });

  it('ends with its time although bytes keep dripping, and at once when it is aborted', async () => {
    expect(await refused(`http://127.0.0.1:${port}/drip`, await context({}, true), { timeout: 0.3 })).to.contain('within 0.3 s');
    const ctx = await context({}, true);
    const running = tool.run({ url: `http://127.0.0.1:${port}/drip` }, ctx).catch((error: unknown) => error);
    setTimeout(() => ctx.abort(), 50);
    expect(await running)
      .to.have.property('name')
      .that.is.oneOf(['AbortError', 'Error']);
  });

  it('tells of connections that close early', async () => {
    const ctx = await context({}, true);
    for (const path of ['/at-once', '/half', '/half-zipped'])
      expect(await refused(`http://127.0.0.1:${port}${path}`, ctx), path).to.contain('the connection was closed');
  });
});
