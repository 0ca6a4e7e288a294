import { expect } from 'chai';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { converse, http, prompt, target } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { createOllamaWire } from '../../../wires/ollama/src/wire.ts';
import { createChatWire } from '../../../wires/openai-chat/src/wire.ts';
import { ollamaBaseUrl } from '../src/base-url.ts';
import { createOllamaProvider } from '../src/provider.ts';

providerContract(new URL('../', import.meta.url));

const SHOW = {
  model_info: { 'general.architecture': 'qwen3', 'qwen3.context_length': 40960 },
  capabilities: ['completion', 'tools', 'thinking'],
};

describe('provider ollama', () => {
  let fake: FakeModel;
  const provider = createOllamaProvider();
  const options = { id: 'ollama', baseUrl: (url: string) => url.replace('http://', ''), auth: { type: 'none' } as const };
  const io = () => ({ http, signal: new AbortController().signal });
  afterEach(() => fake?.close());

  for (const [given, expected] of [
    ['localhost', 'http://localhost:11434/v1'],
    ['', 'http://localhost:11434/v1'],
    [':8080', 'http://localhost:8080/v1'],
    ['127.0.0.1:11500', 'http://127.0.0.1:11500/v1'],
    ['0.0.0.0:11434', 'http://localhost:11434/v1'],
    ['[::1]:9', 'http://[::1]:9/v1'],
    ['http://box', 'http://box:11434/v1'],
    ['http://box:80/', 'http://box/v1'],
    ['http://localhost:11434', 'http://localhost:11434/v1'],
    ['http://localhost:11434/v1', 'http://localhost:11434/v1'],
    ['https://ollama.example.com/api/ollama/', 'https://ollama.example.com/api/ollama/v1'],
  ] as const) {
    it(`understands the address ${JSON.stringify(given)}`, () => {
      expect(ollamaBaseUrl(given)).to.equal(expected);
    });
  }

  it('lists what the server has, with what it knows of each', async () => {
    fake = await startFakeModel({ models: ['qwen3:8b'], routes: { 'POST /api/show': SHOW } });
    const models = await provider.models?.(target(fake, options), io());
    expect(models).to.deep.equal([
      { id: 'qwen3:8b', context: 40960, capabilities: { tools: true, images: false, pdf: false, reasoning: true } },
    ]);
  });

  it('lists a model whose details cannot be had', async () => {
    fake = await startFakeModel({ models: ['a', 'b'] });
    expect(await provider.models?.(target(fake, options), io())).to.deep.equal([{ id: 'a' }, { id: 'b' }]);
  });

  it('says that it does not run', async () => {
    fake = await startFakeModel({});
    await fake.close();
    const error = await provider.models?.(target(fake, options), io()).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'OC_NETWORK' });
  });

  it('is talked to by host and port alone, without a key', async () => {
    fake = await startFakeModel({ script: [{ text: 'hi' }] });
    const ready = await provider.prepare?.({ ...target(fake, options), apiKey: undefined }, io());
    expect(ready && (await converse(createOllamaWire(), prompt(), ready)).text).to.equal('hi');
    expect(fake.requests[0]?.path).to.equal('/api/chat');
    expect(fake.requests[0]?.headers).not.to.have.property('authorization');
  });

  it('is talked to by the OpenAI-compatible API where a type says so', async () => {
    fake = await startFakeModel({ script: [{ text: 'hi' }], routes: { 'POST /api/show': SHOW } });
    const ready = await provider.prepare?.(target(fake, { ...options, id: 'openai-chat' }), io());
    expect(ready && (await converse(createChatWire(), prompt(), ready)).text).to.equal('hi');
    expect(fake.requests[0]?.path).to.equal('/v1/chat/completions');
    expect(ready?.info).to.deep.equal({ id: 'm-1' });
  });

  describe('the model in use', () => {
    const SHOW_BLIND = { model_info: { 'llama.context_length': 8192 }, capabilities: ['completion'] };
    const prepared = async (show: object, info: object = {}, env: Record<string, string> = {}) => {
      fake = await startFakeModel({ routes: { 'POST /api/show': show } });
      const to = target(fake, options, { info: { id: 'm-1', ...info } });
      return (await createOllamaProvider(env).prepare?.(to, io()))?.info;
    };

    it('thinks when it can, and is loaded with a window that holds an agent', async () => {
      expect(await prepared(SHOW)).to.deep.equal({
        id: 'm-1',
        context: 32768,
        capabilities: { tools: true, images: false, pdf: false, reasoning: true },
        quirks: { think: true, numCtx: 32768 },
      });
      await fake.close();
      expect(await prepared(SHOW_BLIND)).to.deep.include({ context: 8192, quirks: { numCtx: 8192 } });
    });

    const WINDOWS: [string, object, object, Record<string, string>, object][] = [
      ['the configuration', SHOW, { context: 20000 }, {}, { context: 20000, quirks: { think: true, numCtx: 20000 } }],
      ['a quirk', SHOW, { quirks: { numCtx: 9000, think: 'low' } }, {}, { context: 9000, quirks: { think: 'low', numCtx: 9000 } }],
      ['the variable', SHOW, {}, { OLLAMA_CONTEXT_LENGTH: '16384' }, { context: 16384, quirks: { think: true, numCtx: 16384 } }],
      ['the model’s own file', { ...SHOW, parameters: 'stop "x"\nnum_ctx    65536' }, {}, {}, { context: 65536, quirks: { think: true } }],
      ['whoever runs it elsewhere', { ...SHOW, remote_host: 'https://ollama.com' }, {}, {}, { context: 40960, quirks: { think: true } }],
    ];
    for (const [who, show, info, env, expected] of WINDOWS) {
      it(`has the window that ${who} gives it`, async () => {
        expect(await prepared(show, info, env)).to.deep.include(expected);
      });
    }

    it('is asked for once, and again where it could not be told', async () => {
      const routes: Record<string, unknown> = {};
      fake = await startFakeModel({ routes });
      const one = createOllamaProvider();
      expect((await one.prepare?.(target(fake, options), io()))?.info).to.deep.equal({ id: 'm-1' });
      routes['POST /api/show'] = SHOW;
      expect((await one.prepare?.(target(fake, options), io()))?.info.context).to.equal(32768);
      delete routes['POST /api/show'];
      expect((await one.prepare?.(target(fake, options), io()))?.info.context).to.equal(32768);
    });
  });
});
