import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelError, ModelEvent, ModelRequest, ProviderContribution } from '@ock/kernel';
import { expect } from 'chai';
import { modelTarget } from '../../kernel/src/turn/models/select-model.ts';
import { ENCODERS } from '../fake-model/encoders.ts';
import { type FakeModel, type Fault, startFakeModel } from '../fake-model/server.ts';
import { drivenKernel } from '../support/driven-kernel.ts';
import { http, summary, TOOL } from './wire.ts';

const KEY = 'test-key-0123456789';
const TIMEOUT_MS = 10_000;

/** The wire of a provider's default model. */
function wireOf(provider: ProviderContribution): string {
  const { defaultModel: model = '', models, families = [] } = provider;
  return models.find(({ id }) => id === model)?.wire ?? families.find(({ prefix }) => model.startsWith(prefix))?.wire ?? provider.wire;
}

/** Whether the provider chats, and the fake model speaks its wire. */
export function canDrive(provider: ProviderContribution): boolean {
  const chats = provider.models.length > 0 || provider.anyModel !== false;
  return chats && ENCODERS.some(({ id }) => id === wireOf(provider));
}

/**
 * One provider, driven through the kernel against the fake model: its own data, its key from its first variable, only the address replaced.
 * @param folder the plugin's folder
 * @param env variables that the provider needs beyond its key and its address
 */
export function providerAnswers(folder: URL, provider: ProviderContribution, env: Record<string, string>): void {
  const model = provider.defaultModel ?? 'some-model';
  let fake: FakeModel;
  let fault: Fault | undefined;
  before(async () => {
    const call = { id: 'c1', name: TOOL.name, input: { filePath: 'ä.ts' } };
    fake = await startFakeModel({
      handler: () => fault,
      script: [{ text: 'Reading.', toolCalls: [call], chunkSize: 2, split: 'bytes', usage: { input: 11, output: 7 } }, { text: 'Done.' }],
    });
  });
  after(() => fake.close());
  afterEach(() => {
    fault = undefined;
  });

  /** @param key false: no key anywhere */
  function kernel(key: boolean, override = true) {
    return drivenKernel({ folder, provider, http, env, ...(override && { baseUrl: `${fake.url}/base` }), ...(key && { key: KEY }) });
  }

  async function ask(request: Partial<ModelRequest>, signal = AbortSignal.timeout(TIMEOUT_MS)) {
    const k = kernel(true);
    const target = await modelTarget(k, `${provider.id}/${model}`, signal);
    const events: ModelEvent[] = [];
    const wire = await k.use('wire', target.wire);
    const whole = {
      system: 'Be brief.',
      messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hello' }] }],
      tools: [],
    };
    await wire.stream({ ...whole, ...request }, { ...target, maxTokens: 64 }, { http, signal, emit: (event) => void events.push(event) });
    await k.close('test');
    return { ...summary(events), sent: fake.requests.at(-1), target };
  }

  it('sends its key the way it says, to the wire’s path, and names the model', async () => {
    const { sent, target } = await ask({});
    const { auth } = provider;
    if (auth.type === 'bearer') expect(sent?.headers.authorization).to.equal(`Bearer ${KEY}`);
    if (auth.type === 'header') expect(sent?.headers[auth.name]).to.equal(`${auth.prefix ?? ''}${KEY}`);
    const without = Object.entries(sent?.headers ?? {}).filter(([name]) => name !== (auth.type === 'header' ? auth.name : 'authorization'));
    expect(JSON.stringify(without), 'the key travels once').not.to.include(KEY);
    for (const [name, value] of Object.entries(provider.headers ?? {})) expect(sent?.headers[name.toLowerCase()]).to.equal(value);
    expect(sent?.protocol).to.equal(wireOf(provider));
    expect(sent?.path.startsWith('/base/')).to.equal(true);
    expect(JSON.stringify([sent?.body.model, sent?.path])).to.include(model);
    const family = provider.families?.find(({ prefix }) => model.startsWith(prefix));
    expect(target.info.quirks).to.include({ ...provider.quirks, ...family?.quirks });
  });

  it('streams text, calls, usage and finish; the result of a call goes back', async () => {
    const first = await ask({ tools: [TOOL] });
    expect(first.text).to.equal('Reading.');
    expect(first.calls.map(({ name, input }) => [name, JSON.parse(input)])).to.deep.equal([[TOOL.name, { filePath: 'ä.ts' }]]);
    // the fake model sends usage only to who asks for it
    if (!provider.quirks?.noStreamOptions) expect(first.usage[0]?.usage).to.include({ input: 11, output: 7 });
    expect(first.finish).to.deep.equal(['tool_calls']);
    expect(JSON.stringify(first.sent?.body)).to.include(`"name":"${TOOL.name}"`);
    const second = await ask({
      tools: [TOOL],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        { role: 'assistant', content: [{ type: 'tool_call', id: 'c1', name: TOOL.name, input: { filePath: 'ä.ts' } }] },
        { role: 'tool', content: [{ type: 'tool_result', id: 'c1', name: TOOL.name, text: 'the contents', isError: false }] },
      ],
    });
    expect(second.text).to.equal('Done.');
    expect(second.finish).to.deep.equal(['stop']);
    expect(JSON.stringify(second.sent?.body)).to.include('the contents');
  });

  it('sends images to a model that sees, and a note to one that does not', async () => {
    const data = Buffer.from('not really an image').toString('base64');
    const { sent, target } = await ask({ messages: [{ role: 'user', content: [{ type: 'file', mime: 'image/png', data }] }] });
    expect(JSON.stringify(sent?.body).includes(data)).to.equal(target.info.capabilities?.images !== false);
  });

  it('tells a refused key, a full house and a page of HTML apart', async () => {
    const failure = async (what: Fault) => {
      fault = what;
      return (await ask({}).then(
        () => undefined,
        (error: unknown) => error,
      )) as ModelError;
    };
    expect((await failure({ kind: 'status', status: 401 })).code).to.equal('OC_AUTH_REFUSED');
    expect(await failure({ kind: 'status', status: 429 })).to.include({ code: 'OC_MODEL_HTTP', retryable: true });
    const page = await failure({ kind: 'html', status: 200 });
    expect(page.code).to.match(/^OC_MODEL_/);
    expect(JSON.stringify(page.details)).to.not.include('<h1>');
  });

  it('hangs up when told to stop', async () => {
    fault = { kind: 'stall' };
    const stop = new AbortController();
    const asked = fake.requests.length;
    const answer = ask({}, stop.signal).then(
      () => undefined,
      (error: unknown) => error,
    );
    for (let i = 0; i < 400 && fake.requests.length === asked; i++) await sleep(5);
    stop.abort(new Error('enough'));
    expect(await answer)
      .to.be.instanceOf(Error)
      .with.property('message', 'enough');
    expect(await fake.requests.at(-1)?.done).to.equal('hung-up');
  });

  it('says which variable is missing where there is no key, unless it needs none', async () => {
    const target = await modelTarget(kernel(false, false), `${provider.id}/${model}`, AbortSignal.timeout(TIMEOUT_MS)).then(
      () => undefined,
      (error: { code: string; details: { env: string } }) => error,
    );
    // a provider with code of its own may find out later that there is nothing
    if (provider.auth.optional && target) return void expect(target.code).to.equal('OC_AUTH_MISSING');
    if (provider.auth.optional || provider.auth.type === 'none') return void expect(target).to.equal(undefined);
    expect(target?.code).to.equal('OC_AUTH_MISSING');
    expect(target?.details.env).to.include((provider.auth.env as string[])[0]);
  });
}
