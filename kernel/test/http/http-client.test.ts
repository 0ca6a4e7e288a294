import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { createHttpClient } from '../../src/http/http-client.ts';
import { ModelError } from '../../src/runtime/errors.ts';

describe('http client', () => {
  const servers: { close(): void; closeAllConnections?(): void }[] = [];
  const client = () => createHttpClient({ env: {}, userAgent: 'opencode/test' });
  const listen = async (server: Server | ReturnType<typeof createTcpServer>): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const serve = (listener: RequestListener) => listen(createServer(listener));
  const sockets = new Set<Socket>();
  const raw = (onSocket: (socket: Socket) => void) =>
    listen(
      createTcpServer((socket) => {
        sockets.add(socket);
        onSocket(socket.on('error', () => undefined));
      }),
    );
  const failure = async (work: Promise<unknown>): Promise<ModelError> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(ModelError);
    return error as ModelError;
  };
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const server of servers.splice(0)) {
      server.closeAllConnections?.();
      server.close();
    }
  });

  it('sends method, headers and body, and names itself', async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () =>
        response.end(
          JSON.stringify([request.method, request.headers['x-a'], request.headers['user-agent'], String(Buffer.concat(chunks))]),
        ),
      );
    });
    const response = await client().request({ url, method: 'POST', headers: { 'X-A': '1' }, body: 'grüße' });
    expect(JSON.parse(await response.text())).to.deep.equal(['POST', '1', 'opencode/test', 'grüße']);
  });

  it('hands over each chunk as it comes, before the next one', async () => {
    const url = await serve(async (_request, response) => {
      for (const text of ['a', 'b', 'c']) {
        response.write(text);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      response.end();
    });
    const chunks: string[] = [];
    await (await client().request({ url })).read((chunk) => void chunks.push(Buffer.from(chunk).toString()));
    expect(chunks).to.deep.equal(['a', 'b', 'c']);
  });

  for (const [coding, compress] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const) {
    it(`decodes ${coding}`, async () => {
      const url = await serve((_request, response) =>
        response.writeHead(200, { 'content-encoding': coding }).end(compress('plain '.repeat(1000))),
      );
      expect(await (await client().request({ url })).text()).to.equal('plain '.repeat(1000));
    });
  }

  it('fails on a body that is not in the coding it names', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all'));
    expect(await failure((await client().request({ url })).text())).to.include({ code: 'OC_MODEL_STREAM' });
  });

  it('stops reading text at its limit', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(3_000_000)));
    expect(await (await client().request({ url })).text(1000)).to.have.length(1000);
  });

  it('sends again on a new connection, once, when the server had closed the kept one', async () => {
    let requests = 0;
    const url = await raw((socket) =>
      socket.on('data', () => {
        requests++;
        // the second request on this connection meets a closed door, as after a server's idle timeout
        if (requests === 2) return void socket.resetAndDestroy();
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok');
      }),
    );
    const one = client();
    expect(await (await one.request({ url, method: 'POST', body: '1' })).text()).to.equal('ok');
    expect(await (await one.request({ url, method: 'POST', body: '2' })).text()).to.equal('ok');
    expect(requests).to.equal(3);
  });

  it('does not send again on a connection of its own', async () => {
    let requests = 0;
    const url = await raw((socket) =>
      socket.on('data', () => {
        requests++;
        socket.resetAndDestroy();
      }),
    );
    expect(await failure(client().request({ url, method: 'POST', body: '1' }))).to.include({ code: 'OC_NETWORK', retryable: true });
    expect(requests).to.equal(1);
  });

  it('fails when no head comes in time, and when the body falls silent', async () => {
    const mute = await serve(() => undefined);
    expect(await failure(client().request({ url: mute, headTimeoutMs: 40 }))).to.include({ code: 'OC_MODEL_STALL', retryable: true });
    const stuck = await serve((_request, response) => void response.write('x'));
    const response = await client().request({ url: stuck, idleTimeoutMs: 40 });
    expect(await failure(response.read(() => undefined))).to.include({ code: 'OC_MODEL_STALL', retryable: true });
  });

  it('keeps a failure that comes before the body is read', async () => {
    const url = await raw((socket) =>
      socket.on('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx');
        setTimeout(() => socket.resetAndDestroy(), 10);
      }),
    );
    const response = await client().request({ url });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await failure(response.text())).to.include({ code: 'OC_MODEL_STREAM', retryable: true });
  });

  it('rejects with the reason of an abort, while waiting and while reading', async () => {
    const url = await serve((request, response) => (request.url === '/body' ? void response.write('x') : undefined));
    for (const path of ['/head', '/body']) {
      const stop = new AbortController();
      const reason = new Error(path);
      setTimeout(() => stop.abort(reason), 30);
      const work = client()
        .request({ url: url + path, signal: stop.signal })
        .then((response) => response.read(() => undefined));
      expect(await work.catch((error: unknown) => error)).to.equal(reason);
    }
  });

  it('names host and cause when nobody can be reached, and nothing of what it sent', async () => {
    const { message, details, retryable } = await failure(
      client().request({ url: 'http://no-such-host.invalid/v1?key=secret', headers: { authorization: 'Bearer secret' } }),
    );
    expect(details.message).to.contain('no-such-host.invalid:80');
    expect(`${message}${JSON.stringify(details)}`).not.to.contain('secret');
    expect(retryable).to.equal(true);
  });

  it('says what is wrong with a key that cannot be a header, and an address that is none', async () => {
    const error = await failure(client().request({ url: 'http://127.0.0.1:9', headers: { authorization: 'Bearer a\nsecret' } }));
    expect(error.retryable).to.equal(false);
    expect(`${error.message}`).to.contain('line break').and.not.contain('secret');
    expect(await failure(client().request({ url: 'secret:11434' })))
      .to.include({ retryable: false })
      .and.satisfy((e: Error) => !e.message.includes('secret'));
  });

  it('does not redirect a POST and says where it was sent', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(307, { location: 'https://other.example/v1/chat?token=secret' }).end(),
    );
    const error = await failure(client().request({ url, method: 'POST', body: '{}' }));
    expect(error).to.include({ code: 'OC_MODEL_HTTP', retryable: false, status: 307 });
    expect(error.details.message).to.contain('https://other.example/v1/chat').and.not.contain('secret');
  });

  it('redirects a GET, without headers when the origin changes, and not for ever', async () => {
    const other = await serve((request, response) => response.end(String(request.headers.authorization)));
    const url = await serve((request, response) =>
      response.writeHead(302, { location: request.url === '/loop' ? '/loop' : `${other}/` }).end(),
    );
    expect(await (await client().request({ url, headers: { authorization: 'Bearer secret' } })).text()).to.equal('undefined');
    expect(await failure(client().request({ url: `${url}/loop` }))).to.include({ code: 'OC_MODEL_HTTP' });
  });
});
