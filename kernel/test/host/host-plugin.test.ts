import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type TestToolContext, testLedger, testToolContext } from '../../../test/support/tool-context.ts';
import type { Tool, ToolOutput } from '../../src/kinds/tool.ts';
import { KernelError, ToolError } from '../../src/runtime/errors.ts';
import { type Fixture, type FixtureOptions, hostFixture, registering, toolEntry } from './support/host-fixture.ts';

describe('a plugin in a process of its own', function () {
  this.timeout(60_000);
  let fixture: Fixture | undefined;
  let ctx: TestToolContext;

  beforeEach(async () => {
    ctx = await testToolContext({ answers: [['yes']] });
  });
  afterEach(async () => {
    await fixture?.dispose();
    fixture = undefined;
    await ctx.dispose();
  });

  const start = async (options: FixtureOptions): Promise<Fixture> => (fixture = await hostFixture(options));
  /** A fixture whose only part is a tool that runs this body. */
  const withTool = (body: string, options: Partial<FixtureOptions> = {}) =>
    start({
      contributes: { tool: [toolEntry('part')] },
      code: registering({ 'tool:part': `{ run: async (input, call) => {${body}} }` }),
      ...options,
    });
  const run = async (input: unknown = {}): Promise<ToolOutput> =>
    ((await (fixture as Fixture).kernel.use('tool', 'part')) as Tool<unknown>).run(input, ctx);
  const failure = (work: Promise<unknown>): Promise<Error> =>
    work.then(
      (value) => expect.fail(`no error but ${JSON.stringify(value)}`),
      (error: Error) => error,
    );

  it('runs a tool elsewhere and hands its output over', async () => {
    await withTool('return { text: [input.word, process.pid, call.cwd].join(), metadata: { n: 1 } };');
    const output = await run({ word: 'hello' });
    const [word, pid, cwd] = output.text.split(',');
    expect([word, cwd]).to.deep.equal(['hello', ctx.cwd]);
    expect(Number(pid)).to.be.greaterThan(0).and.not.equal(process.pid);
    expect(output.metadata).to.deep.equal({ n: 1 });
  });

  it('gives the tool its conversation: state, files seen, questions, progress, texts', async () => {
    await ctx.session.setState('kept', { deep: ['from before'] });
    ctx.session.files.seen('/a', 'stamp-a');
    await start({
      contributes: { tool: [toolEntry('part')] },
      messages: { 'part.hello': 'Hello {name}' },
      code: registering({
        'tool:part': `{ run: async (_input, call) => {
          call.progress('working');
          call.session.files.seen('/b', 'stamp-b');
          await call.session.setState('new', { now: 2 });
          const answers = await call.ask([{ question: 'sure?' }]);
          return { text: JSON.stringify({ state: call.session.getState('kept'), own: call.session.getState('new'), none: call.session.getState('none') ?? null,
            stamp: call.session.files.stamp('/a'), answers, told: ctx.t('part.hello', { name: 'Ann' }) }) };
        } }`,
      }),
    });
    const { text } = await run();
    expect(JSON.parse(text)).to.deep.equal({
      state: { deep: ['from before'] },
      own: { now: 2 },
      none: null,
      stamp: 'stamp-a',
      answers: [['yes']],
      told: 'Hello Ann',
    });
    expect(ctx.progressed).to.deep.equal(['working']);
    expect(ctx.asked).to.deep.equal([[{ question: 'sure?' }]]);
    expect(ctx.session.files.stamp('/b')).to.equal('stamp-b');
  });

  it('keeps the class and code of errors in both directions', async () => {
    await withTool(`
      if (input.what === 'tool') throw new ToolError('tell the model');
      if (input.what === 'kernel') throw new KernelError('OC_FILE', { file: 'x.txt' });
      try { await call.ask([]); } catch (error) { throw new ToolError([error instanceof KernelError, error.code].join()); }`);
    expect(await failure(run({ what: 'tool' })))
      .to.be.instanceOf(ToolError)
      .with.property('message', 'tell the model');
    expect(await failure(run({ what: 'kernel' })))
      .to.be.instanceOf(KernelError)
      .with.property('code', 'OC_FILE');
    ctx.ask = () => Promise.reject(new KernelError('OC_NO_PERSON'));
    expect((await failure(run({ what: 'ask' }))).message).to.equal('true,OC_NO_PERSON');
  });

  it('interrupts a call, and kills a process that does not react', async () => {
    await withTool(`
      if (input.deaf) for (;;) {}
      return new Promise((resolve) => call.signal.addEventListener('abort', () => { resolve({ text: 'late' }); globalThis.aborted = true; }));`);
    const first = failure(run());
    await sleep(50);
    ctx.abort();
    expect((await first).name).to.equal('AbortError');
    await ctx.dispose();
    ctx = await testToolContext();
    const deaf = failure(run({ deaf: true }));
    await sleep(50);
    ctx.abort();
    expect((await deaf).name).to.equal('AbortError');
    const { activationOf } = (fixture as Fixture).kernel;
    const record = activationOf.call(fixture?.kernel, (fixture as Fixture).plugin);
    for (let i = 0; i < 200 && record.state !== 'failed'; i++) await sleep(50);
    expect(record.state).to.equal('failed');
  });

  describe('is kept within its rights', () => {
    const PROBE = `
      const { readFileSync, writeFileSync } = await import('node:fs');
      const { execSync } = await import('node:child_process');
      const { Worker } = await import('node:worker_threads');
      const tried = (work) => { try { work(); return 'done'; } catch (error) { return error.code; } };
      return { text: JSON.stringify({
        read: tried(() => readFileSync(input.file)), write: tried(() => writeFileSync(input.file + '.new', 'x')), outside: tried(() => readFileSync('/etc/hostname')),
        exec: tried(() => execSync('true')), worker: tried(() => new Worker('1', { eval: true })), env: Object.keys(process.env).sort(),
      }) };`;
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: '/home/someone',
      ACME_TOKEN: 'a',
      ANTHROPIC_API_KEY: 'b',
      NODE_OPTIONS: '--no-warnings',
      LC_ALL: 'C',
    };
    const probe = async (grant: string[]) => {
      const { workspace } = await withTool(PROBE, { grant, env });
      await writeFile(join(workspace, 'file'), '');
      return JSON.parse((await run({ file: join(workspace, 'file') })).text) as Record<string, unknown>;
    };
    const NO = 'ERR_ACCESS_DENIED';

    it('may touch nothing without grants', async () => {
      const env = ['HOME', 'LC_ALL', 'PATH'];
      expect(await probe([])).to.deep.equal({ read: NO, write: NO, outside: NO, exec: NO, worker: NO, env });
    });
    it('may read the workspace with fs.read', async () => {
      expect(await probe(['fs.read'])).to.include({ read: 'done', write: NO, outside: NO, exec: NO });
    });
    it('may write the workspace with fs.write, see granted variables, and start programs with exec', async () => {
      const found = await probe(['fs.write', 'exec', 'env:ACME_TOKEN', 'env:NODE_OPTIONS']);
      expect(found).to.include({ read: 'done', write: 'done', outside: NO, exec: 'done', worker: NO });
      expect(found.env).to.include('ACME_TOKEN').and.not.include('NODE_OPTIONS');
    });
    it('gets no kernel, no http, no other parts, no synchronous hooks and no config hook', async () => {
      const code = `import { definePlugin } from '@ock/kernel';
        const tried = async (work) => { try { await work(); return 'done'; } catch (error) { return error.code + ' ' + error.details.part; } };
        export default definePlugin({ async activate(ctx) {
          const found = [await tried(() => ctx.kernel), await tried(() => ctx.http), await tried(() => ctx.use('tool', 'bash')), await tried(() => ctx.hooks.event.tap(() => 0)),
            await tried(() => ctx.hooks.config.tap(() => 0)), await tried(() => ctx.register('command', 'c', {})), await tried(() => ctx.register('tool', 'other', {}))];
          ctx.register('tool', 'part', { run: async () => ({ text: found.join('\\n') }) });
        } });`;
      await start({ contributes: { tool: [toolEntry('part')], command: [{ id: 'c' }] }, code });
      expect((await run()).text.split('\n')).to.deep.equal([
        'OC_PLUGIN_PERMISSION kernel',
        'OC_PLUGIN_PERMISSION http',
        'OC_PLUGIN_PERMISSION use tool:bash',
        'OC_PLUGIN_PERMISSION hook event',
        'OC_PLUGIN_PERMISSION hook config',
        'OC_PLUGIN_PERMISSION command:c',
        'OC_NOT_CONTRIBUTED tool:other',
      ]);
    });
    it('reads only secrets it was granted', async () => {
      const body = `const of = async (name) => { try { return (await ctx.secrets.get(name)) ?? null; } catch (error) { return error.code; } };
        return { text: JSON.stringify([await of('acme'), await of('other')]) };`;
      await withTool(body, { grant: ['secret:acme'] });
      expect((await run()).text).to.equal('[null,"OC_PLUGIN_PERMISSION"]');
    });
  });

  describe('asks models through the kernel', () => {
    const body = `const seen = [];
      try {
        const stop = new AbortController();
        if (input.stop) setTimeout(() => stop.abort(new Error('stopped')), 100);
        const answers = await ctx.models.complete('hi', { models: ['a/b', 'a/c'], maxTokens: 5, signal: stop.signal });
        const { vectors } = await ctx.models.embed(['x']);
        return { text: JSON.stringify([answers.map(({ text, error }) => error?.code ?? text), vectors]) };
      } catch (error) { return { text: error.code ?? error.message }; }`;
    const asked: { prompt: string; options: object }[] = [];
    let stopped = false;
    const withModels = async (grant: string[], hangs = false) => {
      const { kernel } = await withTool(body, { grant });
      const answer = { model: 'a/b', reasoning: '', finish: 'stop', usage: {}, durationMs: 1 };
      const models = {
        complete: async (prompt: string, { signal, ...options }: { signal: AbortSignal }) => {
          asked.push({ prompt, options });
          if (hangs) {
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
            stopped = true;
            throw signal.reason;
          }
          const error = new KernelError('OC_MODEL_UNKNOWN', { model: 'a/c' });
          return [
            { ...answer, text: 'hello' },
            { ...answer, text: '', error },
          ];
        },
        embed: async () => ({ model: 'a/e', vectors: [[1, 2]] }),
      };
      Object.assign(kernel, { models });
    };

    it('with the permission for it, errors and abort included', async () => {
      await withModels(['models']);
      expect((await run()).text).to.equal('[["hello","OC_MODEL_UNKNOWN"],[[1,2]]]');
      expect(asked.at(-1)).to.deep.equal({ prompt: 'hi', options: { models: ['a/b', 'a/c'], maxTokens: 5 } });
      await fixture?.dispose();
      await withModels(['models'], true);
      expect((await run({ stop: true })).text).to.equal('stopped');
      expect(stopped).to.equal(true);
    });

    it('and not without', async () => {
      await withModels([]);
      expect((await run()).text).to.equal('OC_PLUGIN_PERMISSION');
    });
  });

  describe('reaches the network through the kernel', () => {
    let server: Server;
    let port: number;
    beforeEach(async () => {
      server = createServer((request, response) => {
        if (request.url === '/away') return response.writeHead(302, { location: `http://localhost:${port}/` }).end();
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => response.writeHead(200, { 'x-method': request.method }).end(`got ${body}`));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      ({ port } = server.address() as AddressInfo);
    });
    afterEach(() => void server.close());

    const code = registering({
      'tool:part': `{ run: async (input) => {
        try { const answer = await ctx.fetch(input.url, input.init); return { text: [answer.status, answer.headers.get('x-method'), await answer.text()].join(' ') }; }
        catch (error) { return { text: error.code ?? error.message }; }
      } }`,
    });

    it('to granted hosts, redirects included', async () => {
      await start({ contributes: { tool: [toolEntry('part')] }, code, grant: ['net:127.0.0.1'] });
      const url = `http://127.0.0.1:${port}`;
      expect((await run({ url, init: { method: 'POST', body: 'zwölf' } })).text).to.equal('200 POST got zwölf');
      expect((await run({ url: `http://localhost:${port}` })).text).to.equal('OC_PLUGIN_PERMISSION');
      expect((await run({ url: `${url}/away` })).text, 'a redirect to another host').to.equal('OC_PLUGIN_PERMISSION');
    });
  });

  it('keeps what the plugin prints out of the conversation and off our stdout', async () => {
    await withTool(
      `console.log('Content-Length: 5\\r\\n\\r\\nxxxxx'); process.stdout.write('raw'); console.error('complaint');
       return { text: 'fine' };`,
    );
    expect((await run()).text).to.equal('fine');
    const lines = () => (fixture as Fixture).logged.filter(({ text }) => text === 'plugin prints').map(({ data }) => data?.line);
    for (let i = 0; i < 100 && !lines().includes('complaint'); i++) await sleep(20);
    expect(lines()).to.include.members(['xxxxx', 'complaint']);
  });

  it('may crash: the call fails, the next one starts it again, three times', async () => {
    await withTool(`if (input.die) process.exit(7); return { text: String(process.pid) };`);
    const { kernel, plugin } = fixture as Fixture;
    for (let crash = 0; crash < 3; crash++) {
      const error = await failure(run({ die: true }));
      expect(error).to.be.instanceOf(KernelError).with.property('code', 'OC_PLUGIN_FAILED');
      expect(error.message).to.contain('code: 7');
      expect(kernel.activationOf(plugin).state).to.equal('failed');
      expect((await run()).text).to.match(/^\d+$/);
      expect(kernel.activationOf(plugin).state).to.equal('active');
    }
    await failure(run({ die: true }));
    expect((await failure(run())).message).to.contain('plugin_not_restarted');
  });

  it('reports a failure to activate as what it is', async () => {
    await start({ contributes: { tool: [toolEntry('part')] }, code: `export default { activate() { throw new Error('no luck'); } };` });
    expect((await failure((fixture as Fixture).kernel.use('tool', 'part'))).message).to.contain('no luck');
    await fixture?.dispose();
    await start({ contributes: { tool: [toolEntry('part')] }, code: 'export const nothing = 1;' });
    expect((await failure((fixture as Fixture).kernel.use('tool', 'part'))).message).to.contain('OC_PLUGIN_MANIFEST');
  });

  it('ends with the kernel, its own children included', async () => {
    await withTool(
      `const { spawn } = await import('node:child_process');
       const child = spawn('sleep', ['300'], { stdio: 'ignore' });
       return { text: process.pid + ' ' + child.pid };`,
      { grant: ['exec'] },
    );
    const pids = (await run()).text.split(' ').map(Number);
    await (fixture as Fixture).kernel.close('test');
    for (const pid of pids) {
      for (let i = 0; i < 100 && running(pid); i++) await sleep(20);
      expect(running(pid), `process ${pid}`).to.equal(false);
    }
  });

  it('taps hooks: may change, refuse and ask, but never allow', async () => {
    await start({
      contributes: {},
      code: registering(
        {},
        `ctx.hooks.prompt.tap(async (input, session) => ({ ...input, text: input.text + ' in ' + session.cwd }));
         ctx.hooks.permission.tap((request) => ({ effect: request.input.effect, reason: 'because', by: 'policy' }));
         ctx.hooks.request.tap((request, target) => ({ ...request, system: JSON.stringify(target.headers) }));`,
      ),
    });
    const { kernel, plugin } = fixture as Fixture;
    await kernel.activate(plugin);
    expect(await kernel.hooks.prompt.promise({ text: 'go', files: [] }, { id: 's', cwd: '/w' }, testLedger())).to.have.property(
      'text',
      'go in /w',
    );
    const judged = (effect: string) => kernel.hooks.permission.promise({ input: { effect } } as never);
    expect(await judged('deny')).to.have.property('effect', 'deny');
    expect(await judged('ask')).to.have.property('effect', 'ask');
    expect(await judged('allow')).to.equal(undefined);
    const sent = await kernel.hooks.request.promise({ system: '' } as never, { headers: { authorization: 'key' } } as never);
    expect(sent?.system).to.equal('{}');
  });

  it('offers routers, policies, GPUs and providers', async () => {
    const seen: string[] = [];
    await start({
      contributes: {
        router: [{ id: 'r' }],
        policy: [{ id: 'p' }],
        gpu: [{ id: 'g' }],
        provider: [{ id: 'v', name: 'V', wire: 'w', auth: { type: 'bearer' }, models: [] }],
      },
      grant: ['net:api.acme.test'],
      http: {
        request: async ({ url }) => {
          seen.push(url);
          return { status: 200, headers: {}, read: async (onChunk) => onChunk(Buffer.from('["m1"]')), text: async () => '["m1"]' };
        },
      },
      code: registering({
        'router:r': `{ route: ({ prompt }) => prompt === 'big' ? 'acme/big' : undefined }`,
        'policy:p': `{ decide: (request) => ({ effect: 'deny', reason: request.agent, by: 'policy' }) }`,
        'gpu:g': `{ list: async (signal) => [{ id: '0', name: String(signal.aborted), memory_total_mib: 1, memory_used_mib: 0 }] }`,
        'provider:v': `{ prepare: async (target) => ({ ...target, headers: { key: target.apiKey ?? 'hidden' } }),
          models: async (target, { http }) => JSON.parse(await (await http.request({ url: target.baseUrl })).text()).map((id) => ({ id })) }`,
      }),
    });
    const { kernel } = fixture as Fixture;
    const router = await kernel.use('router', 'r');
    expect(await router.route({ prompt: 'big', agent: '', model: '', tokens: 0 })).to.equal('acme/big');
    expect(await router.route({ prompt: 'small', agent: '', model: '', tokens: 0 })).to.equal(undefined);
    expect(await (await kernel.use('policy', 'p')).decide({ agent: 'build' } as never)).to.deep.equal({
      effect: 'deny',
      reason: 'build',
      by: 'policy',
    });
    expect((await (await kernel.use('gpu', 'g')).list(ctx.signal))[0]).to.have.property('name', 'false');
    const provider = await kernel.use('provider', 'v');
    const io = { http: kernel.http, signal: ctx.signal };
    const target = { provider: 'v', apiKey: 'secret', baseUrl: 'https://api.acme.test/models' } as never;
    expect(await provider.prepare?.(target, io)).to.deep.include({ apiKey: 'secret', headers: { key: 'hidden' } });
    expect(await provider.models?.(target, io)).to.deep.equal([{ id: 'm1' }]);
    const elsewhere = await failure(provider.models?.({ provider: 'v', baseUrl: 'https://evil.test/' } as never, io) as Promise<unknown>);
    expect(elsewhere).to.have.property('code', 'OC_PLUGIN_PERMISSION');
    expect(seen).to.deep.equal(['https://api.acme.test/models']);
  });
});

function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
