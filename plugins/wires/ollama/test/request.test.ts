import { type ModelContent, type ModelMessage, type ModelRequest, type ModelTarget, withAnsweredCalls } from '@ock/kernel';
import { expect } from 'chai';
import { buildOllamaBody } from '../src/request.ts';

/** what the kernel puts in place of a result that a killed process left open */
const LOST = withAnsweredCalls([{ role: 'assistant', content: [{ type: 'tool_call', id: 'a', name: 'n', input: {} }] }])
  .flatMap(({ content }) => content)
  .flatMap((part) => (part.type === 'tool_result' ? [part.text] : []))[0];
const TOOL = { name: 'read', description: 'reads', parameters: { type: 'object' } };

function build(request: Partial<ModelRequest>, info: object = {}, rest: Partial<ModelTarget> = {}) {
  const target: ModelTarget = {
    provider: 'p',
    model: 'm',
    wire: 'ollama',
    baseUrl: '',
    headers: {},
    auth: { type: 'none' },
    info: { id: 'm', ...info },
    extra: {},
    ...rest,
  };
  return buildOllamaBody({ system: 'S', messages: [], tools: [], ...request }, target) as Record<string, unknown> & {
    messages: Record<string, unknown>[];
  };
}
const user = (...content: ModelContent[]): ModelMessage => ({ role: 'user', content });
const image = { mime: 'image/png', data: 'QUJD' };

describe('ollama request', () => {
  it('is no longer than it must be', () => {
    expect(build({ messages: [user({ type: 'text', text: 'Hi' })] })).to.deep.equal({
      model: 'm',
      stream: true,
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'Hi' },
      ],
    });
  });

  it('sends thinking, calls as objects, results by tool, and their images behind them', () => {
    const messages: ModelMessage[] = [
      user({ type: 'text', text: 'x' }),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'I look.' },
          { type: 'tool_call', id: 'a', name: 'read', input: '{"p":1}' },
          { type: 'tool_call', id: 'b', name: 'ls', input: '{"p":' },
        ],
      },
      { role: 'tool', content: [{ type: 'tool_result', id: 'a', name: 'read', text: '', isError: false, files: [image] }] },
    ];
    const { messages: sent } = build({ messages });
    expect(sent.slice(2)).to.deep.equal([
      {
        role: 'assistant',
        content: 'I look.',
        thinking: 'Hm.',
        tool_calls: [
          { id: 'a', function: { name: 'read', arguments: { p: 1 } } },
          { id: 'b', function: { name: 'ls', arguments: { unreadable: '{"p":' } } },
        ],
      },
      { role: 'tool', content: '(no output)', tool_name: 'read', tool_call_id: 'a' },
      { role: 'tool', content: LOST, tool_name: 'ls', tool_call_id: 'b' },
      { role: 'user', content: 'Returned by read:', images: ['QUJD'] },
    ]);
    expect(build({ messages }, { quirks: { noReasoningBack: true } }).messages[2]).not.to.have.property('thinking');
  });

  it('sends images beside the text, text files as text, and a note for the rest', () => {
    const files = user(
      { type: 'text', text: 'look' },
      { type: 'file', ...image },
      { type: 'file', mime: 'text/plain', data: 'QUJD', name: 'a.txt' },
      { type: 'file', mime: 'application/pdf', data: 'QUJD', name: 'a.pdf' },
    );
    const [, seen] = build({ messages: [files] }).messages;
    expect(seen?.images).to.deep.equal(['QUJD']);
    expect(seen?.content).to.equal('look\n\na.txt:\nABC\n\n[a.pdf (application/pdf) left out: this model cannot read it]');
    const [, blind] = build({ messages: [files] }, { capabilities: { images: false } }).messages;
    expect(blind).not.to.have.property('images');
    expect(blind?.content).to.contain('(image/png) left out');
  });

  it('puts limits into options, and lets extra have the last word on each', () => {
    const limits = { maxTokens: 9, temperature: 0.5, extra: { options: { seed: 7, num_predict: 5 }, logprobs: true } };
    const body = build({ tools: [TOOL] }, { quirks: { numCtx: 32768, keepAlive: '10m', think: 'high' } }, limits);
    expect(body).to.deep.include({
      options: { num_ctx: 32768, temperature: 0.5, seed: 7, num_predict: 5 },
      keep_alive: '10m',
      think: 'high',
      logprobs: true,
      tools: [{ type: 'function', function: TOOL }],
    });
    expect(build({}, { quirks: { noTemperature: true } }, { temperature: 1 })).not.to.have.property('options');
    expect(build({ tools: [TOOL], toolChoice: 'none' })).not.to.have.property('tools');
    expect(build({ responseSchema: { type: 'object' } })).to.deep.include({ format: { type: 'object' } });
  });
});
