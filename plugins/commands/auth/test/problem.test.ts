import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KernelError, ModelError } from '@ock/kernel';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';
import { exitCodeOf, type Problem, problemOf } from '../src/problem.ts';

const URL_HERE = 'https://api.example.com/v1';

describe('what stands in the way of a call', () => {
  const http = (status: number, message: string, code: 'OC_MODEL_HTTP' | 'OC_AUTH_REFUSED' = 'OC_MODEL_HTTP') =>
    new ModelError(code, { message }, { retryable: false, status });
  const network = (message: string) => new ModelError('OC_NETWORK', { message }, { retryable: true });

  const cases: [string, unknown, Problem][] = [
    ['no key', new KernelError('OC_AUTH_MISSING', {}), 'no-key'],
    ['a command that prints none', new KernelError('OC_AUTH_COMMAND', {}), 'no-key'],
    ['a refused key', http(401, 'openai answered 401: Incorrect API key provided', 'OC_AUTH_REFUSED'), 'key'],
    ['a forbidden one', http(403, 'x answered 403: Forbidden', 'OC_AUTH_REFUSED'), 'key'],
    ['a country', http(403, 'Country, region, or territory not supported', 'OC_AUTH_REFUSED'), 'region'],
    ['a location', http(400, 'User location is not supported for the API use.'), 'region'],
    ['a region', http(400, 'The requested model is not available in your region'), 'region'],
    ['no credit', http(402, 'Payment required'), 'quota'],
    ['too much', http(429, 'You exceeded your current quota'), 'quota'],
    ['no credit, said with 400', http(400, 'Your credit balance is too low'), 'quota'],
    ['no such model', http(404, 'The model `gpt-9` does not exist'), 'model'],
    ['no such model, said with 400', http(400, 'Invalid model name passed in model=x'), 'model'],
    ['a model the catalogue does not know', new KernelError('OC_MODEL_UNKNOWN', {}), 'model'],
    ['nobody there', network('cannot reach api.example.com:443'), 'network'],
    ['a proxy that wants a name', new ModelError('OC_NETWORK', { message: '407' }, { retryable: false, status: 407 }), 'proxy'],
    [
      'a page of a proxy',
      new ModelError(
        'OC_MODEL_UNREADABLE',
        { message: 'x sent a web page instead of an answer', next: 'next.web_page' },
        { retryable: false },
      ),
      'proxy',
    ],
    [
      'a page of a proxy that forbids',
      new ModelError('OC_MODEL_HTTP', { message: 'x answered 403: Denied', next: 'next.web_page' }, { retryable: false, status: 403 }),
      'proxy',
    ],
    ['silence', new ModelError('OC_MODEL_STALL', { message: 'no byte' }, { retryable: true }), 'timeout'],
    ['a broken server', http(500, 'internal error'), 'other'],
    ['a bug', new TypeError('x'), 'other'],
  ];
  for (const [what, error, problem] of cases)
    it(`is ${problem} for ${what}`, () => expect(problemOf(error, false, URL_HERE, {})).to.equal(problem));

  it('is the proxy when the way leads through one, and time when it was over', () => {
    const env = { HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: 'inside.example' };
    expect(problemOf(network('refused'), false, URL_HERE, env)).to.equal('proxy');
    expect(problemOf(network('refused'), false, 'https://inside.example/v1', env)).to.equal('network');
    expect(problemOf(http(401, 'x', 'OC_AUTH_REFUSED'), true, URL_HERE, {})).to.equal('timeout');
  });

  it('leads to exit code 41 where a key is among it', () => {
    expect(exitCodeOf([undefined, undefined])).to.equal(0);
    expect(exitCodeOf([undefined, 'network'])).to.equal(1);
    expect(exitCodeOf(['network', 'key'])).to.equal(41);
  });
});

describe('auth test of a server without a model', () => {
  it('names the command that brings one, and takes the first there is', async () => {
    const models: { name: string; model: string }[] = [];
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/api/tags') response.end(JSON.stringify({ models }));
      else if (request.url === '/api/chat')
        response.end(`${JSON.stringify({ message: { role: 'assistant', content: 'ok' }, done: true })}\n`);
      else response.writeHead(404).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sandbox = new Sandbox();
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      writeFileSync(sandbox.configFile, `[provider.ollama]\nbase_url = "${url}"\n`);
      const none = await sandbox.run(['auth', 'test', 'ollama', '--json']);
      expect(none.code).to.equal(1);
      expect((JSON.parse(none.stdout) as { next: string }[])[0]).to.include({ problem: 'model', ok: false });
      expect((await sandbox.run(['auth', 'test', 'ollama'])).stdout).to.include('ollama pull');
      models.push({ name: 'tiny:1b', model: 'tiny:1b' }, { name: 'big:70b', model: 'big:70b' });
      const works = await sandbox.run(['auth', 'test', 'ollama', '--json']);
      expect(works.code, works.stdout + works.stderr).to.equal(0);
      expect((JSON.parse(works.stdout) as object[])[0]).to.include({ ok: true, model: 'ollama/tiny:1b', without_key: true });
      expect(asked).to.include('/api/chat');
    } finally {
      sandbox.remove();
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('auth list', () => {
  it('does not say that no key is needed where credentials of others are', async () => {
    const sandbox = new Sandbox();
    try {
      const list = async (env: Record<string, string>) => {
        const { stdout } = await sandbox.run(['auth', 'list', '--json'], { env });
        const { providers } = JSON.parse(stdout) as { providers: { provider: string; ok: string; source?: string; from?: string }[] };
        return (id: string) => providers.find(({ provider }) => provider === id);
      };
      const none = await list({});
      for (const id of ['amazon-bedrock', 'google-vertex']) {
        expect(none(id)?.ok, id).to.equal('no');
        expect(none(id)).to.not.have.property('source');
      }
      expect(none('ollama')?.ok).to.equal('not-needed');
      const some = await list({ AWS_PROFILE: 'work', GOOGLE_APPLICATION_CREDENTIALS: '/x.json' });
      expect(some('amazon-bedrock')).to.include({ ok: 'unknown', source: 'credentials', from: 'AWS_PROFILE' });
      expect(some('google-vertex')).to.include({ ok: 'unknown', source: 'credentials' });
      const models = await sandbox.run(['models', 'amazon-bedrock', '--json'], { env: { AWS_PROFILE: 'work' } });
      expect((JSON.parse(models.stdout) as { key?: string }[])[0]?.key).to.equal('credentials');
    } finally {
      sandbox.remove();
    }
  });

  it('does not run the command that prints a key; get and test do', async () => {
    const sandbox = new Sandbox();
    try {
      const mark = `${sandbox.dir}/ran`;
      const command = `touch ${mark}; echo sk-from-a-command-0123456789abcdef`;
      writeFileSync(sandbox.configFile, `[provider.openai]\napi_key_command = '${command}'\n`);
      const listed = await sandbox.run(['auth', 'list']);
      expect(listed.stdout).to.match(/openai +printed by a command \(provider\.openai\.api_key_command\) +- +auth test tells/);
      expect(existsSync(mark)).to.equal(false);
      const got = await sandbox.run(['auth', 'get', 'openai']);
      expect(got.stdout).to.include('sk-f…cdef');
      expect(existsSync(mark)).to.equal(true);
      writeFileSync(sandbox.configFile, "[provider.openai]\napi_key_command = ['false']\n");
      const failed = await sandbox.run(['auth', 'test', 'openai', '--json']);
      expect(failed.code).to.equal(41);
      expect((JSON.parse(failed.stdout) as object[])[0]).to.include({ problem: 'no-key', code: 'OC_AUTH_COMMAND' });
      const shown = await sandbox.run(['config', 'show']);
      expect(shown.stdout).to.include('false');
    } finally {
      sandbox.remove();
    }
  });
});
