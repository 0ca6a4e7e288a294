import { mock } from 'node:test';
import { expect } from 'chai';
import type { IndexedPlugin } from '../../src/index/plugin-index.ts';
import { ACTIVATION_DEADLINE_MS, DEACTIVATION_DEADLINE_MS } from '../../src/runtime/activation.ts';
import type { KernelError } from '../../src/runtime/errors.ts';
import type { Kernel } from '../../src/runtime/kernel.ts';
import type { PluginContext, PluginModule } from '../../src/runtime/plugin.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

type Code = Partial<PluginModule> & { activate(ctx: PluginContext): void | Promise<void> };

/** A kernel whose plugins are these modules; each contributes and may register the router of its name. */
function kernelOf(codes: Record<string, Code>, manifests: Record<string, Partial<IndexedPlugin['manifest']>> = {}) {
  const loads: string[] = [];
  const plugins = Object.keys(codes).map((name) => {
    const plugin = indexed(name, { router: [{ id: name }] });
    return { ...plugin, manifest: { ...plugin.manifest, ...manifests[name] } };
  });
  const { kernel, logged } = testKernel({
    plugins,
    load: async (_kernel, { name }) => {
      loads.push(name);
      return codes[name] as PluginModule;
    },
  });
  return { kernel, loads, logged };
}

const ROUTER = { route: () => undefined };
const failure = (work: Promise<unknown>): Promise<KernelError> =>
  work.then(
    () => expect.fail('no error'),
    (error: KernelError) => error,
  );
const stateOf = (kernel: Kernel, name: string) =>
  kernel.activationOf(kernel.catalogue.plugins.find((plugin) => plugin.name === name) as IndexedPlugin);

describe('activation', () => {
  afterEach(() => mock.timers.reset());

  it('happens on first use, once, however many ask at the same time', async () => {
    let activations = 0;
    const { kernel, loads } = kernelOf({
      a: {
        async activate(ctx) {
          activations++;
          await new Promise((resolve) => setImmediate(resolve));
          ctx.register('router', 'a', ROUTER);
        },
      },
      idle: { activate: () => expect.fail('nobody used it') },
    });
    expect(kernel.list('router').map(({ id }) => id)).to.deep.equal(['a', 'idle']);
    expect(loads).to.deep.equal([]);
    const found = await Promise.all([kernel.use('router', 'a'), kernel.use('router', 'a'), kernel.use('router', 'a')]);
    expect(found).to.deep.equal([ROUTER, ROUTER, ROUTER]);
    expect([activations, loads]).to.deep.equal([1, ['a']]);
    expect(stateOf(kernel, 'a')).to.include({ state: 'active' });
    expect(stateOf(kernel, 'idle')).to.include({ state: 'indexed' });
  });

  it('lets a plugin use others while it activates', async () => {
    const { kernel, loads } = kernelOf({
      a: { activate: async (ctx) => ctx.register('router', 'a', await ctx.use('router', 'b')) },
      b: { activate: (ctx) => ctx.register('router', 'b', ROUTER) },
    });
    expect(await kernel.use('router', 'a')).to.equal(ROUTER);
    expect(loads).to.deep.equal(['a', 'b']);
  });

  it('reports a cycle with its path instead of hanging', async () => {
    const uses = (id: string): Code => ({ activate: async (ctx) => void (await ctx.use('router', id)) });
    const { kernel } = kernelOf({ a: uses('b'), b: uses('c'), c: uses('a') });
    const error = await failure(kernel.use('router', 'a'));
    expect(error.code).to.equal('OC_CYCLE');
    expect(error.details.path).to.equal('c → a → b → c');
  });

  it('withdraws what a failing plugin registered, says why, and leaves the others alone', async () => {
    const { kernel } = kernelOf({
      bad: {
        activate(ctx) {
          ctx.register('router', 'bad', ROUTER);
          throw new Error('no luck');
        },
      },
      good: { activate: (ctx) => ctx.register('router', 'good', ROUTER) },
    });
    for (let i = 0; i < 2; i++) {
      const error = await failure(kernel.use('router', 'bad'));
      expect(error.code).to.equal('OC_PLUGIN_FAILED');
      expect(error.details).to.deep.equal({ plugin: 'bad', message: 'no luck' });
    }
    expect(stateOf(kernel, 'bad').state).to.equal('failed');
    expect(await kernel.use('router', 'good')).to.equal(ROUTER);
  });

  it('gives up on a plugin that does not come back', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { kernel } = kernelOf({ slow: { activate: () => new Promise<void>(() => undefined) } });
    const running = failure(kernel.use('router', 'slow'));
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(ACTIVATION_DEADLINE_MS);
    const error = await running;
    expect(error.code).to.equal('OC_PLUGIN_FAILED');
    expect((error.cause as KernelError).code).to.equal('OC_TIMEOUT');
  });

  it('accepts only what the manifest contributes, and wants all of it when it is used', async () => {
    const { kernel } = kernelOf({
      liar: { activate: (ctx) => ctx.register('router', 'other', ROUTER) },
      lazy: { activate: () => undefined },
    });
    expect(((await failure(kernel.use('router', 'liar'))).cause as KernelError).code).to.equal('OC_NOT_CONTRIBUTED');
    expect((await failure(kernel.use('router', 'lazy'))).code).to.equal('OC_NOT_CONTRIBUTED');
    expect((await failure(kernel.use('router', 'nowhere'))).code).to.equal('OC_UNKNOWN_PART');
  });

  it('activates those that asked for the moment; a failure is reported, a critical one stops', async () => {
    const bad: Code = {
      activate() {
        throw new Error('broken');
      },
    };
    const ran: string[] = [];
    const codes = { bad, tapper: { activate: () => void ran.push('tapper') }, other: { activate: () => void ran.push('other') } };
    const onTurn = { activation: ['onTurn' as const] };
    const { kernel, logged } = kernelOf(codes, { bad: onTurn, tapper: onTurn });
    await kernel.activateFor('onTurn');
    expect(ran).to.deep.equal(['tapper']);
    expect(logged.filter(({ level }) => level === 'warn').map(({ data }) => data?.plugin)).to.deep.equal(['bad']);
    const strict = kernelOf(codes, { bad: { ...onTurn, critical: true } }).kernel;
    expect((await failure(strict.activateFor('onTurn'))).code).to.equal('OC_PLUGIN_CRITICAL');
  });

  it('deactivates in reverse order, whatever some of them do, and only once', async () => {
    const order: string[] = [];
    const code = (name: string, uses?: string): Code => ({
      async activate(ctx) {
        if (uses) await ctx.use('router', uses);
        ctx.register('router', name, ROUTER);
      },
      deactivate() {
        order.push(name);
        if (name === 'b') throw new Error('will not');
      },
    });
    const { kernel, logged } = kernelOf({ a: code('a', 'b'), b: code('b'), c: code('c') });
    await kernel.use('router', 'a');
    await kernel.use('router', 'c');
    await Promise.all([kernel.close('test'), kernel.close('test')]);
    expect(order).to.deep.equal(['c', 'a', 'b']);
    expect(kernel.signal.aborted).to.equal(true);
    expect(logged.filter(({ text }) => text === 'deactivate failed')).to.have.length(1);
  });

  it('takes no registration from a plugin that failed before it got there', async () => {
    let late: Promise<unknown> | undefined;
    const { kernel } = kernelOf({
      a: {
        async activate(ctx) {
          late = new Promise((resolve) => setImmediate(resolve)).then(() => ctx.register('router', 'a', ROUTER));
          throw new Error('no');
        },
      },
    });
    expect((await failure(kernel.use('router', 'a'))).code).to.equal('OC_PLUGIN_FAILED');
    expect((await failure(late as Promise<unknown>)).code).to.equal('OC_NOT_CONTRIBUTED');
  });

  it('is given up at the end of the process when it does not end: closing never hangs', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { kernel, logged } = kernelOf({
      a: { activate: (ctx) => ctx.register('router', 'a', ROUTER), deactivate: () => new Promise(() => undefined) },
    });
    await kernel.use('router', 'a');
    const closed = kernel.close('exit');
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(DEACTIVATION_DEADLINE_MS);
    await closed;
    expect(logged.map(({ text }) => text)).to.include('deactivate failed');
  });

  it('that fails for a moment is told once, however often the moment comes', async () => {
    const { kernel } = kernelOf(
      {
        a: {
          activate() {
            throw new Error('no');
          },
        },
      },
      { a: { activation: ['onTurn'] } },
    );
    const notices: unknown[] = [];
    kernel.hooks.taps('@t/seen').event.tap((event) => void notices.push(event));
    for (let turn = 0; turn < 3; turn++) await kernel.activateFor('onTurn');
    expect(notices).to.have.length(1);
    expect(notices[0]).to.include({ type: 'notice', code: 'plugin_failed', plugin: 'a' });
  });

  it('at the start may change the configuration', async () => {
    const { kernel } = kernelOf(
      {
        a: {
          activate: (ctx) => ctx.hooks.config.tap((config) => ({ ...config, agent: 'plan' })),
        },
      },
      { a: { activation: ['onStart'] } },
    );
    await kernel.start();
    expect(kernel.config.config.agent).to.equal('plan');
  });
});
