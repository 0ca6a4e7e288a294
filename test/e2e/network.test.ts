import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type FakeModelOptions, startFakeModel } from '../fake-model/server.ts';
import { Sandbox } from '../support/cli.ts';
import { connectProxy, type Front, makeCertificate, tlsFront } from '../support/network.ts';

/** Each of them other than the one before: calls that repeat themselves are stopped. */
const look = (pattern: string) => ({ toolCalls: [{ name: 'ls', input: { ignore: [pattern] } }] });
const TURNS: FakeModelOptions = { script: [look('a'), look('b'), look('c'), { text: 'done' }] };

describe('the network', () => {
  let sandbox: Sandbox;
  let open: { close(): unknown }[] = [];
  const keep = async <T extends { close(): unknown }>(making: Promise<T>): Promise<T> => {
    const made = await making;
    open.push(made);
    return made;
  };
  const configure = (baseUrl: string, more = '') =>
    writeFileSync(
      sandbox.configFile,
      `model = "lab/m1"\n[limits]\nretries = 0\n[provider.lab]\nbase_url = "${baseUrl}"\napi_key = "test-key-0123456789"\n${more}`,
    );
  const run = (env: Record<string, string> = {}) => sandbox.run(['run', '--auto', 'go'], { env });
  /** the one line of the error, and nothing else that tells of one */
  const failsWith = async (env: Record<string, string>, words: RegExp, exit = 1) => {
    const { code, stdout, stderr } = await run(env);
    expect(stdout).to.equal('');
    expect(
      stderr
        .trim()
        .split('\n')
        .filter((line) => words.test(line)),
      stderr,
    ).to.have.length(1);
    expect(stderr).not.to.match(/\n\s+at |test-key-0123456789|s3cret/);
    expect(code, stderr).to.equal(exit);
  };
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(async () => {
    for (const made of open) await made.close();
    open = [];
    sandbox.remove();
  });

  describe('over TLS', () => {
    let front: Front;
    let ca: string;
    const setUp = async (options = TURNS, name = 'localhost') => {
      const certificate = makeCertificate(sandbox.dir, 'model.test');
      if (!certificate) return undefined;
      const fake = await keep(startFakeModel(options));
      front = await keep(tlsFront(certificate, fake.port));
      ca = certificate.file;
      configure(`https://${name}:${front.port}/v1`);
      return fake;
    };

    it('makes one handshake for all turns of a run', async function () {
      const fake = await setUp();
      if (!fake) return this.skip();
      const { code, stdout, stderr } = await run({ NODE_EXTRA_CA_CERTS: ca });
      expect([code, stdout], stderr).to.deep.equal([0, 'done\n']);
      expect(fake.requests).to.have.length(4);
      expect(front.count).to.equal(1);
    });

    it('keeps the connection over a pause between two turns', async function () {
      const wait = { toolCalls: [{ name: 'bash', input: { command: 'sleep 2' } }] };
      const fake = await setUp({ script: [wait, { text: 'done' }] });
      if (!fake) return this.skip();
      expect((await run({ NODE_EXTRA_CA_CERTS: ca })).stdout).to.equal('done\n');
      expect(fake.requests).to.have.length(2);
      expect(front.count).to.equal(1);
    });

    it('makes one tunnel and one handshake through a proxy that wants a password', async function () {
      const fake = await setUp(TURNS, 'model.test');
      if (!fake) return this.skip();
      const proxy = await keep(connectProxy({ credentials: 'me:s3cret' }));
      const { code, stderr } = await run({ NODE_EXTRA_CA_CERTS: ca, HTTPS_PROXY: `http://me:s3cret@127.0.0.1:${proxy.port}` });
      expect(code, stderr).to.equal(0);
      expect(fake.requests).to.have.length(4);
      expect([proxy.count, front.count]).to.deep.equal([1, 1]);
    });

    it('trusts no authority that nobody named, and says how to name one', async function () {
      if (!(await setUp())) return this.skip();
      await failsWith({}, /certificate is not trusted.*NODE_EXTRA_CA_CERTS/);
    });
  });

  it('a kept connection does not keep the process', async () => {
    const fake = await keep(startFakeModel({ script: [{ text: 'done' }] }));
    configure(`${fake.url}/v1`);
    // the server keeps its side for a minute, and the run has the time of a test
    expect(await run()).to.include({ code: 0, stdout: 'done\n' });
    expect(fake.connections).to.equal(1);
  });

  it('goes on to IPv4 where a name has an IPv6 address that nobody answers at', async () => {
    const fake = await keep(startFakeModel({ script: [{ text: 'done' }] }));
    configure(`http://model.test:${fake.port}/v1`);
    const preload = join(sandbox.dir, 'lookup.cjs');
    const both = "[{ address: '::1', family: 6 }, { address: '127.0.0.1', family: 4 }]";
    writeFileSync(
      preload,
      `const dns = require('node:dns'); dns.lookup = (name, options, done) => setImmediate(() => done(null, ...(options.all ? [${both}] : ['::1', 6])));`,
    );
    const { code, stdout, stderr } = await run({ NODE_OPTIONS: `--require=${preload}` });
    expect([code, stdout], stderr).to.deep.equal([0, 'done\n']);
  });

  it('NO_PROXY spares a host, HTTP_PROXY takes the others', async () => {
    const fake = await keep(startFakeModel({ script: [{ text: 'done' }] }));
    const proxy = await keep(connectProxy());
    configure(`http://model.test:${fake.port}/v1`);
    const HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
    expect((await run({ HTTP_PROXY })).code).to.equal(0);
    expect(proxy.count).to.equal(1);
    await failsWith({ HTTP_PROXY, NO_PROXY: 'test' }, /cannot reach model\.test:\d+: the name does not resolve/);
    expect(proxy.count).to.equal(1);
  });

  describe('tells on one line, without a stack and without the key, that', () => {
    it('the name does not resolve', async () => {
      configure('http://no-such-host.invalid/v1');
      await failsWith({}, /cannot reach no-such-host\.invalid:80: the name does not resolve.*HTTPS_PROXY/);
    });

    for (const [what, answer, words] of [
      [
        'wants a password',
        'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n',
        /the proxy 127\.0\.0\.1:\d+ wants a user and a password.*HTTPS_PROXY/,
      ],
      [
        'forbids the host',
        'HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\n\r\n<html><h1>Blocked</h1></html>',
        /the proxy 127\.0\.0\.1:\d+ does not let model\.test pass.*NO_PROXY=model\.test/,
      ],
      ['is out of order', 'HTTP/1.1 502 Bad Gateway\r\n\r\n<html></html>', /the proxy 127\.0\.0\.1:\d+ answered 502.*NO_PROXY=model\.test/],
    ] as const) {
      it(`the proxy ${what}`, async () => {
        const proxy = await keep(connectProxy({ answer }));
        configure('http://model.test/v1');
        await failsWith({ HTTP_PROXY: `http://me:s3cret@127.0.0.1:${proxy.port}` }, words);
      });
    }

    it('the proxy is not there', async () => {
      configure('http://model.test/v1');
      await failsWith(
        { HTTP_PROXY: 'http://127.0.0.1:9' },
        /cannot reach the proxy 127\.0\.0\.1:9 on the way to model\.test \(ECONNREFUSED\)/,
      );
    });

    it('a web page came instead of an answer, with 200 and with 502', async () => {
      const fake = await keep(startFakeModel({ script: [{ text: 'x', fault: { kind: 'html', status: 200 } }] }));
      configure(`${fake.url}/v1`);
      await failsWith({}, /web page instead of an answer.*base_url/);
      const gateway = await keep(startFakeModel({ script: [{ text: 'x', fault: { kind: 'html', times: 9 } }] }));
      configure(`${gateway.url}/v1`);
      await failsWith({}, /answered 502: 502 Bad Gateway.*proxy/);
      const blocked = await keep(startFakeModel({ script: [{ text: 'x', fault: { kind: 'html', status: 403, title: 'Blocked' } }] }));
      configure(`${blocked.url}/v1`);
      await failsWith({}, /error: lab answered 403: Blocked .*proxy/);
    });

    it('the key is wrong, the model is wrong, the server is overloaded', async () => {
      const fails = async (status: number, error: object, words: RegExp, exit = 1) => {
        const fake = await keep(startFakeModel({ script: [{ text: 'x', fault: { kind: 'status', status, body: { error }, times: 9 } }] }));
        configure(`${fake.url}/v1`);
        await failsWith({}, words, exit);
      };
      await fails(401, { message: 'Incorrect API key provided' }, /401.*Incorrect API key.*auth login/, 41);
      await fails(404, { message: 'The model `m1` does not exist' }, /404.*m1.*opencode models/);
      await fails(503, { message: 'Overloaded' }, /503.*Overloaded.*fallback/);
      await fails(500, {}, /500.*fallback/);
    });
  });
});
