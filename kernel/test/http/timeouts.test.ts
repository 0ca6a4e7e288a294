import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import type { HttpRequest } from '../../src/http/client.ts';
import { createHttpClient } from '../../src/http/http-client.ts';
import type { ModelError } from '../../src/runtime/errors.ts';
import { boundedHttp } from '../../src/turn/models/bounded-http.ts';

describe('times of the network', () => {
  const servers: (Server | HttpServer)[] = [];
  const sockets = new Set<Socket>();
  const listen = async (server: Server | HttpServer): Promise<number> => {
    servers.push(server);
    server.on('connection', (socket: Socket) => void sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const serve = async (listener: RequestListener) => `http://127.0.0.1:${await listen(createServer(listener))}`;
  const client = (env: Record<string, string> = {}) => createHttpClient({ env, userAgent: 'test' });
  const failure = async (request: HttpRequest, http = client()): Promise<ModelError> => {
    const work = http.request(request).then((response) => response.read(() => undefined));
    return work.then(
      () => expect.fail('no error'),
      (error: ModelError) => error,
    );
  };
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const server of servers.splice(0)) server.close();
  });

  it('end a connection that does not come to stand, TLS included', async () => {
    const port = await listen(createTcpServer(() => undefined));
    const error = await failure({ url: `https://127.0.0.1:${port}`, connectTimeoutMs: 40 });
    expect(error).to.include({ code: 'OC_NETWORK', retryable: true });
    expect(error.details).to.include({ because: 'network.connect_timeout', seconds: 0.04, host: `127.0.0.1:${port}` });
  });

  it('end a connection to a proxy that does not come to stand', async () => {
    const proxy = await listen(createTcpServer(() => undefined));
    const error = await failure(
      { url: 'http://model.test/', connectTimeoutMs: 60, headTimeoutMs: 2_000 },
      client({ HTTP_PROXY: `https://127.0.0.1:${proxy}` }),
    );
    expect(error).to.include({ code: 'OC_NETWORK', retryable: true });
  });

  it('end the wait for the first byte, the head counted in; after it only silence counts', async () => {
    const late = await serve((_request, response) => {
      response.writeHead(200);
      response.flushHeaders();
    });
    const times = { firstByteTimeoutMs: 60, idleTimeoutMs: 10_000 };
    expect((await failure({ url: late, ...times })).details).to.include({ because: 'model.no_answer', time: '0.1 s' });
    const mute = await serve(() => undefined);
    expect((await failure({ url: mute, ...times })).details).to.include({ because: 'model.no_answer' });
    const stops = await serve((_request, response) => void response.write('x'));
    const error = await failure({ url: stops, firstByteTimeoutMs: 10_000, idleTimeoutMs: 40 });
    expect(error.details).to.include({ because: 'model.silent', seconds: 0.04 });
    expect(error).to.include({ code: 'OC_MODEL_STALL', retryable: true });
  });

  it('leave the first byte longer than a silence where a server loads its model first', async () => {
    const loads = await serve((_request, response) => {
      response.flushHeaders();
      setTimeout(() => response.end('loaded'), 150);
    });
    const response = await client().request({ url: loads, firstByteTimeoutMs: 20_000, idleTimeoutMs: 30 });
    expect(await response.text()).to.equal('loaded');
  });

  it("are a provider's own before those of all", async () => {
    const asked: HttpRequest[] = [];
    const http = {
      request: async (request: HttpRequest) => {
        asked.push(request);
        return { status: 200, headers: {}, read: async () => undefined, text: async () => '' };
      },
    };
    await boundedHttp(http, 1000).request({ url: 'x' });
    await boundedHttp(http, 1000, { connectMs: 1, firstByteMs: 2, idleMs: 3 }).request({ url: 'x' });
    expect(asked[0]).to.deep.equal({ url: 'x', idleTimeoutMs: 1000, headTimeoutMs: 1000 });
    expect(asked[1]).to.deep.equal({ url: 'x', idleTimeoutMs: 3, headTimeoutMs: 2, firstByteTimeoutMs: 2, connectTimeoutMs: 1 });
  });
});
