import type { ModelContent, ModelMessage, ModelRequest, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { buildChatBody } from '../src/request.ts';

type Body = { messages: Record<string, unknown>[]; [field: string]: unknown };
const TOOL = { name: 'read', description: 'reads', parameters: { type: 'object' } };

function build(request: Partial<ModelRequest>, info: Partial<ModelTarget['info']> = {}, changes: Partial<ModelTarget> = {}): Body {
  const target: ModelTarget = {
    provider: 'p',
    model: 'm',
    wire: 'openai-chat',
    baseUrl: '',
    headers: {},
    auth: { type: 'none' },
    info: { id: 'm', ...info },
    extra: {},
    ...changes,
  };
  return buildChatBody({ system: 'S', messages: [], tools: [], ...request }, target) as Body;
}
const user = (text: string): ModelMessage => ({ role: 'user', content: [{ type: 'text', text }] });
const assistant = (...content: ModelContent[]): ModelMessage => ({ role: 'assistant', content });
const called = (id: string, input: unknown = {}): ModelContent => ({ type: 'tool_call', id, name: 'read', input });
const result = (id: string, text: string, files?: { mime: string; data: string }[]): ModelContent => ({
  type: 'tool_result',
  id,
  name: 'read',
  text,
  isError: false,
  files,
});
const roles = (body: Body) => body.messages.map(({ role }) => role);

describe('openai-chat request', () => {
  it('holds the system text first and asks for usage', () => {
    expect(build({ messages: [user('Hi')] })).to.deep.equal({
      model: 'm',
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'Hi' },
      ],
    });
  });

  it('sends calls and results in the order of the calls, images behind all results', () => {
    const image = { mime: 'image/png', data: 'QUJD' };
    const messages: ModelMessage[] = [
      user('x'),
      assistant(called('a', { p: 1 }), called('b')),
      { role: 'tool', content: [result('b', ''), result('a', 'A', [image])] },
    ];
    const body = build({ messages });
    expect(body.messages.slice(2)).to.deep.equal([
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'read', arguments: '{"p":1}' } },
          { id: 'b', type: 'function', function: { name: 'read', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: 'A' },
      { role: 'tool', tool_call_id: 'b', content: '(no output)' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Returned by read:' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
        ],
      },
    ]);
  });

  it('answers calls that a killed process left open, and drops results without a call', () => {
    const body = build({ messages: [user('x'), assistant(called('a')), user('go on'), { role: 'tool', content: [result('z', 'lost')] }] });
    expect(roles(body)).to.deep.equal(['system', 'user', 'assistant', 'tool', 'user']);
    expect(body.messages[3]?.content).to.contain('interrupted');
  });

  it('keeps results apart when ids repeat from answer to answer', () => {
    const round = (text: string): ModelMessage[] => [assistant(called('call_0')), { role: 'tool', content: [result('call_0', text)] }];
    const body = build({ messages: [user('x'), ...round('first'), ...round('second')] });
    expect(body.messages.filter(({ role }) => role === 'tool').map(({ content }) => content)).to.deep.equal(['first', 'second']);
  });

  it('sends back broken arguments as an object, and long ids shortened alike', () => {
    const id = `x${'y'.repeat(60)}`;
    const [, , call, answer] = build({
      messages: [user('x'), assistant(called(id, '{"a":')), { role: 'tool', content: [result(id, 'r')] }],
    }).messages;
    const [sent] = (call?.tool_calls ?? []) as { id: string; function: { arguments: string } }[];
    expect(JSON.parse(sent?.function.arguments ?? '')).to.deep.equal({ unreadable: '{"a":' });
    expect(sent?.id).to.have.length(40).and.equal(answer?.tool_call_id);
  });

  it('gives call ids the length that a server demands, the same for call and result', () => {
    const ids = ['call_0123456789', 'abcDEF123'].map((id) => {
      const messages: ModelMessage[] = [user('x'), assistant(called(id)), { role: 'tool', content: [result(id, 'r')] }];
      const [, , call, answer] = build({ messages }, { quirks: { callIdLength: 9 } }).messages;
      const sent = ((call?.tool_calls ?? []) as { id: string }[])[0]?.id;
      expect(sent)
        .to.match(/^[A-Za-z0-9]{9}$/)
        .and.equal(answer?.tool_call_id);
      return sent;
    });
    expect(ids[1]).to.equal('abcDEF123');
  });

  it('sends files in the form that fits, and a note where the model cannot take them', () => {
    const files = (info: object) =>
      build(
        {
          messages: [
            {
              role: 'user',
              content: [
                { type: 'file', mime: 'application/pdf', data: 'QUJD', name: 'a.pdf' },
                { type: 'file', mime: 'text/plain', data: 'QUJD', name: 'a.txt' },
                { type: 'file', mime: 'image/png', data: 'QUJD' },
              ],
            },
          ],
        },
        info,
      ).messages[1]?.content;
    expect(files({})).to.deep.equal([
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' } },
      { type: 'text', text: 'a.txt:\nABC' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
    ]);
    expect(files({ capabilities: { images: false, pdf: false } }))
      .to.be.a('string')
      .and.contain('ABC')
      .and.not.contain('QUJD');
  });

  it('heeds quirks', () => {
    const limits = { maxTokens: 9, temperature: 0.5 };
    expect(build({}, { quirks: { maxTokensField: 'max_completion_tokens', noTemperature: true, noStreamOptions: true } }, limits))
      .to.include({ max_completion_tokens: 9 })
      .and.not.have.any.keys('max_tokens', 'temperature', 'stream_options');
    expect(build({}, {}, limits)).to.include({ max_tokens: 9, temperature: 0.5 });
    expect(build({}, { capabilities: { temperature: false } }, limits)).not.to.have.property('temperature');
    expect(build({ tools: [TOOL] }, { quirks: { reasoningEffort: 'high', effortWithTools: 'none' } })).to.include({
      reasoning_effort: 'none',
    });
    expect(build({}, { quirks: { reasoningEffort: 'high', effortWithTools: 'none' } })).to.include({ reasoning_effort: 'high' });
    expect(build({ cacheKey: 'k' })).not.to.have.property('prompt_cache_key');
    expect(build({ cacheKey: 'k' }, { quirks: { promptCacheKey: true } })).to.include({ prompt_cache_key: 'k' });
    expect(
      build({ messages: [assistant({ type: 'reasoning', text: 'R' }, called('a'))] }, { quirks: { reasoningField: 'reasoning_content' } })
        .messages[1],
    ).to.include({ reasoning_content: 'R' });
    expect(build({}, { quirks: { systemRole: 'developer' } }).messages[0]?.role).to.equal('developer');
  });

  it('joins what must alternate', () => {
    const messages: ModelMessage[] = [
      user('a'),
      user('b'),
      assistant(called('1')),
      { role: 'tool', content: [result('1', 'r')] },
      user('c'),
    ];
    const body = build({ messages }, { quirks: { strictAlternation: true, noSystemRole: true } });
    expect(roles(body)).to.deep.equal(['user', 'assistant', 'tool', 'assistant', 'user']);
    expect(body.messages[0]?.content).to.equal('S\n\na\n\nb');
  });

  it('advertises tools, and how free the model is to call them', () => {
    expect(build({ tools: [TOOL] }))
      .to.deep.include({ tools: [{ type: 'function', function: TOOL }] })
      .and.not.have.property('tool_choice');
    expect(build({ tools: [TOOL], toolChoice: 'required' })).to.include({ tool_choice: 'required' });
    expect(build({ toolChoice: 'none' })).not.to.have.any.keys('tools', 'tool_choice');
    expect(build({ responseSchema: { type: 'object' } })).to.have.nested.property('response_format.json_schema.schema.type', 'object');
  });
});
