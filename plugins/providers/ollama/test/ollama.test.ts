import { expect } from 'chai';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { converse, http, prompt, target } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { createChatWire } from '../../../wires/openai-chat/src/wire.ts';
import { ollamaBaseUrl } from '../src/base-url.ts';
import { createOllamaProvider } from '../src/provider.ts';

providerContract(new URL('../', import.meta.url));

describe('provider ollama', () => {
  let fake: FakeModel;
  const provider = createOllamaProvider();
  const options = { id: 'openai-chat', baseUrl: (url: string) => url.replace('http://', ''), auth: { type: 'none' } as const };
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
    const show = {
      model_info: { 'general.architecture': 'qwen3', 'qwen3.context_length': 40960 },
      capabilities: ['completion', 'tools', 'thinking'],
    };
    fake = await startFakeModel({ models: ['qwen3:8b'], routes: { 'POST /api/show': show } });
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
    expect(ready && (await converse(createChatWire(), prompt(), ready)).text).to.equal('hi');
    expect(fake.requests[0]?.path).to.equal('/v1/chat/completions');
    expect(fake.requests[0]?.headers).not.to.have.property('authorization');
  });
});
