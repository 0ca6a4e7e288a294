import type { HttpClient, HttpRequest, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { converse, prompt, TOOL } from '../../../../test/contracts/wire.ts';
import type { Frame } from '../src/frames.ts';
import { textFrameFormat } from '../src/text-frames.ts';
import { createConverseWire } from '../src/wire.ts';

const target = {
  provider: 'p',
  model: 'm',
  wire: 'bedrock-converse',
  baseUrl: '',
  headers: {},
  auth: { type: 'none' as const },
  info: { id: 'm' },
  extra: {},
};

async function read(text: string, size = text.length): Promise<Frame[]> {
  const frames: Frame[] = [];
  const decoder = await textFrameFormat({ value: (value) => void frames.push(value as Frame), done: () => undefined }, target);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) decoder.feed(bytes.subarray(at, at + size));
  decoder.end();
  return frames;
}

describe('Converse events as text', () => {
  it('reads JSON in chunks of any size, and a last line without an end', async () => {
    const text =
      'data: {"messageStart":{"role":"assistant"}}\r\n\r\n: ping\ndata: {"contentBlockDelta":{"delta":{"text":"ä 👩‍💻"},"contentBlockIndex":0}}\n\ndata: {"messageStop":{"stopReason":"end_turn"}}';
    const frames = await read(text);
    expect(frames.map(({ event }) => event)).to.deep.equal(['messageStart', 'contentBlockDelta', 'messageStop']);
    expect(await read(text, 1)).to.deep.equal(frames);
  });

  it('reads what Python printed', async () => {
    const [frame] = await read(
      `data: {'contentBlockDelta': {'delta': {'text': 'it\\'s "so" \\n\\xe4', 'other': "don't"}, 'last': True, 'none': None, 'False': 'None'}}\n`,
    );
    expect(frame).to.deep.equal({
      event: 'contentBlockDelta',
      payload: { delta: { text: 'it\'s "so" \nä', other: "don't" }, last: true, none: null, False: 'None' },
    });
  });

  it('tells exceptions and errors, and refuses what is neither', async () => {
    expect(await read('data: {"throttlingException":{"message":"slow"}}\ndata: {"error":{"code":"500","message":"gone"}}\n')).to.deep.equal(
      [
        { exception: 'throttlingException', payload: { message: 'slow' } },
        { exception: 'error', payload: { code: '500', message: 'gone' } },
      ],
    );
    const error = await read('data: not json\n').catch((thrown: { code: string }) => thrown.code);
    expect(error).to.equal('OC_MODEL_UNREADABLE');
  });

  it('answer an address that stands for one model', async () => {
    const asked: HttpRequest[] = [];
    const events = [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Reading.' } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't1', name: TOOL.name } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '{"filePath":"a"}' } } } },
      { contentBlockStop: { contentBlockIndex: 1 } },
      { messageStop: { stopReason: 'tool_use' } },
      { metadata: { usage: { inputTokens: 11, outputTokens: 7 } } },
    ];
    const body = Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
    const client: HttpClient = {
      async request(request) {
        asked.push(request);
        return { status: 200, headers: {}, read: async (onChunk) => onChunk(body), text: async () => body.toString() };
      },
    };
    const to: ModelTarget = {
      ...target,
      baseUrl: 'https://sap.example/v2/inference/deployments/d1',
      info: { id: 'm', quirks: { modelInAddress: true } },
    };
    const told = await converse(createConverseWire(), prompt('Hello', { tools: [TOOL] }), to, undefined, client);
    expect(asked[0]?.url).to.equal('https://sap.example/v2/inference/deployments/d1/converse-stream');
    expect(told).to.deep.include({ text: 'Reading.', finish: ['tool_calls'], error: undefined });
    expect(told.calls.map(({ name, input }) => [name, input])).to.deep.equal([[TOOL.name, '{"filePath":"a"}']]);
    expect(told.usage[0]?.usage).to.include({ input: 11, output: 7 });
  });
});
