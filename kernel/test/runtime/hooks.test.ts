import { mock } from 'node:test';
import { expect } from 'chai';
import { testLedger } from '../../../test/support/tool-context.ts';
import { KernelError } from '../../src/runtime/errors.ts';
import { Hooks } from '../../src/runtime/hooks.ts';
import { TAP_DEADLINE_MS, type TapFailure } from '../../src/runtime/tap-guard.ts';

describe('hooks', () => {
  let failures: TapFailure[];
  let hooks: Hooks;
  const input = { text: 'hi', files: [] };
  const session = { id: 's', cwd: '/w' };
  const request = {} as never;
  const boom = () => {
    throw new Error('boom');
  };
  const hang = () => new Promise<never>(() => undefined);

  beforeEach(() => {
    failures = [];
    hooks = new Hooks((failure) => void failures.push(failure));
  });
  afterEach(() => mock.timers.reset());

  it('skips a throwing tap of a waterfall, reports it under its plugin, and keeps the value', async () => {
    hooks.taps('@a/one').prompt.tap((given) => ({ ...given, text: `${given.text}!` }));
    hooks.taps('@a/bad').prompt.tap(boom);
    hooks.taps('@a/two').prompt.tap((given) => ({ ...given, text: `${given.text}?` }));
    expect((await hooks.prompt.promise(input, session, testLedger())).text).to.equal('hi!?');
    expect(failures.map(({ plugin, hook }) => [plugin, hook])).to.deep.equal([['@a/bad', 'prompt']]);
  });

  it('skips rejecting taps of series and bail hooks', async () => {
    const seen: string[] = [];
    hooks.taps('@a/bad').turnStart.tap(async () => boom());
    hooks.taps('@a/good').turnStart.tap(({ agent }) => void seen.push(agent));
    await hooks.turnStart.promise({ agent: 'build' } as never);
    hooks.taps('@a/bad').route.tap(boom);
    hooks.taps('@a/good').route.tap(() => 'x/y');
    expect(await hooks.route.promise({} as never)).to.equal('x/y');
    expect(seen).to.deep.equal(['build']);
    expect(failures).to.have.length(2);
  });

  it('skips a throwing tap of the synchronous hooks', () => {
    const seen: string[] = [];
    hooks.taps('@a/bad').event.tap(boom);
    hooks.taps('@a/good').event.tap((event) => void seen.push(event.type));
    hooks.event.call({ type: 'notice' } as never);
    hooks.taps('@a/bad').response.tap(boom);
    expect(hooks.response.call({ type: 'text', text: 'a' }, {} as never)).to.deep.equal({ type: 'text', text: 'a' });
    expect(seen).to.deep.equal(['notice']);
    expect(failures.map(({ hook }) => hook)).to.deep.equal(['event', 'response']);
  });

  it('denies when a permission tap fails, also before a later one that would allow', async () => {
    hooks.taps('@a/bad').permission.tap(boom);
    hooks.taps('@a/lenient').permission.tap(() => ({ effect: 'allow', reason: 'fine' }));
    const decision = await hooks.permission.promise(request);
    expect(decision).to.include({ effect: 'deny', by: 'policy' });
    expect(decision?.reason).to.contain('@a/bad').and.contain('boom');
  });

  it('takes the first decision, and none when nobody has one', async () => {
    hooks.taps('@a/silent').permission.tap(() => undefined);
    expect(await hooks.permission.promise(request)).to.equal(undefined);
    hooks.taps('@a/asks').permission.tap(() => ({ effect: 'ask', reason: 'new' }));
    hooks.taps('@a/late').permission.tap(() => ({ effect: 'deny', reason: 'no', by: 'rule' }));
    expect(await hooks.permission.promise(request)).to.include({ effect: 'ask' });
  });

  it('fails the call when a toolBefore tap fails', async () => {
    hooks.taps('@a/bad').toolBefore.tap(boom);
    const error = await hooks.toolBefore.promise({} as never, new AbortController().signal).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', 'boom');
    expect(failures).to.have.length(1);
  });

  it('gives a tap more time when it asks for it, and never more than ten minutes', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    hooks
      .taps('@a/slow')
      .prompt.tap(() => new Promise((done) => setTimeout(() => done({ ...input, text: 'formatted' }), 20_000)), { deadlineMs: 25_000 });
    const slow = hooks.prompt.promise(input, session, testLedger());
    await Promise.resolve();
    mock.timers.tick(20_000);
    expect((await slow).text).to.equal('formatted');
    hooks.taps('@a/hung').prompt.tap(hang, { deadlineMs: 3_600_000, stage: -1 });
    const hung = hooks.prompt.promise(input, session, testLedger());
    await Promise.resolve();
    mock.timers.tick(600_000);
    for (let i = 0; i < 10; i++) await Promise.resolve();
    mock.timers.tick(20_000);
    expect((await hung).text).to.equal('formatted');
    expect(failures.map(({ plugin }) => plugin)).to.deep.equal(['@a/hung']);
  });
  it('gives hung taps a deadline: skipped, denied or failed as throwing ones are', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    hooks.taps('@a/hung').prompt.tap(hang);
    hooks.taps('@a/hung').permission.tap(hang);
    hooks.taps('@a/hung').toolBefore.tap(hang);
    const running = [
      hooks.prompt.promise(input, session, testLedger()),
      hooks.permission.promise(request),
      hooks.toolBefore.promise({} as never, new AbortController().signal).catch((thrown: unknown) => thrown),
    ] as const;
    await Promise.resolve();
    mock.timers.tick(TAP_DEADLINE_MS);
    const [prompt, decision, failure] = await Promise.all(running);
    expect(prompt).to.equal(input);
    expect(decision).to.include({ effect: 'deny' });
    expect(failure).to.be.instanceOf(KernelError).with.property('code', 'OC_TIMEOUT');
    expect(failures).to.have.length(3);
  });

  it('orders taps by stage and before, under the plugin’s name', async () => {
    const order: string[] = [];
    const tap = (name: string, options?: { stage?: number; before?: string }) =>
      hooks.taps(name).sessionStart.tap(() => void order.push(name), options);
    tap('@a/middle');
    tap('@a/last', { stage: 10 });
    tap('@a/first', { stage: -10 });
    tap('@a/ahead', { before: '@a/middle' });
    await hooks.sessionStart.promise(session);
    expect(order).to.deep.equal(['@a/first', '@a/ahead', '@a/middle', '@a/last']);
  });

  it('hands out facades that can only tap', () => {
    const facade = hooks.taps('@a/one') as unknown as Record<string, Record<string, unknown>>;
    for (const [name, hook] of Object.entries(facade)) expect(Object.keys(hook), name).to.deep.equal(['tap']);
  });
});
