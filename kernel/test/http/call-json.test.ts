import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { callJson } from '../../src/http/call-json.ts';
import { createHttpClient } from '../../src/http/http-client.ts';
import { readVectors } from '../../src/http/read-vectors.ts';
import type { ModelTarget } from '../../src/kinds/model.ts';
import type { ModelError } from '../../src/runtime/errors.ts';

const http = createHttpClient({ env: {}, userAgent: 'test' });
const TARGET: ModelTarget = {
  provider: 'acme',
  model: 'm',
  wire: 'w',
  baseUrl: '',
  headers: {},
  auth: { type: 'none' },
  info: { id: 'm' },
  extra: {},
};

describe('a JSON document from a model API', () => {
  let server: Server;
  let answer: (response: ServerResponse) => void;
  let url: string;
  before(async () => {
    server = createServer((request, response) => void request.resume().once('end', () => answer(response)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const call = (maxBytes?: number, target = TARGET) =>
    callJson({ url, headers: {}, body: { a: 1 }, ...(maxBytes !== undefined && { maxBytes }) }, target, {
      http,
      signal: AbortSignal.timeout(10_000),
    });
  const fails = async (...args: Parameters<typeof call>) =>
    (await call(...args).then(
      () => undefined,
      (error: unknown) => error,
    )) as ModelError;

  it('comes whole, unpacked, whatever its type says, with the headers of the answer', async () => {
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip', 'X-Count': '7' }).end(gzipSync('{"ä":[1]}'));
    const { value, headers } = await call();
    expect(value).to.deep.equal({ ä: [1] });
    expect(headers['x-count']).to.equal('7');
  });

  it('is given up when it never ends', async () => {
    answer = (response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('['.repeat(64_000)));
      };
      response.on('drain', more);
      more();
    };
    expect(await fails(200_000)).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: false });
  });

  it('is an error where it holds one, and never shows the key', async () => {
    answer = (response) => response.end('{"error":{"message":"bad key secret-key-1","type":"authentication_error"}}');
    const error = await fails(undefined, { ...TARGET, apiKey: 'secret-key-1' });
    expect(error.code).to.equal('OC_AUTH_REFUSED');
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.to.include('secret-key-1');
    answer = (response) => response.end('{"error":null,"fine":true}');
    expect((await call()).value).to.deep.equal({ error: null, fine: true });
  });
});

describe('vectors of an answer', () => {
  const code = (values: unknown, count: number) => {
    try {
      return readVectors(values, count, TARGET).length;
    } catch (error) {
      return (error as ModelError).code;
    }
  };

  it('are as many as texts, finite, of one length', () => {
    expect(readVectors([[1, 2], Buffer.from(Float32Array.of(0.5, -1).buffer).toString('base64')], 2, TARGET)).to.deep.equal([
      [1, 2],
      [0.5, -1],
    ]);
    expect(code([], 0)).to.equal(0);
    for (const [values, count] of [
      [undefined, 1],
      [[[1]], 2],
      [[[1], [1, 2]], 2],
      [[[Number.NaN]], 1],
      [[['1']], 1],
      [[[]], 1],
      [['AAA'], 1],
    ] as const)
      expect(code(values, count), JSON.stringify(values)).to.equal('OC_MODEL_UNREADABLE');
  });
});
