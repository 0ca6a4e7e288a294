import type { ModelContent, ModelMessage, ModelRequest, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { buildMessagesBody } from '../src/request.ts';

type Block = Record<string, unknown>;
type Body = { messages: { role: string; content: Block[] }[]; [field: string]: unknown };
const TOOL = { name: 'read', description: 'reads', parameters: { type: 'object' } };

function build(request: Partial<ModelRequest>, info: Partial<ModelTarget['info']> = {}, changes: Partial<ModelTarget> = {}): Body {
  const target: ModelTarget = {
    provider: 'p',
    model: 'm',
    wire: 'w',
    baseUrl: '',
    headers: {},
    auth: { type: 'none' },
    info: { id: 'm', ...info },
    extra: {},
    ...changes,
  };
  return buildMessagesBody({ system: 'S', messages: [], tools: [], ...request }, target) as Body;
}
const user = (text: string): ModelMessage => ({ role: 'user', content: [{ type: 'text', text }] });
const assistant = (...content: ModelContent[]): ModelMessage => ({ role: 'assistant', content });
const called = (id: string, input: unknown = {}): ModelContent => ({ type: 'tool_call', id, name: 'read', input });
const answer = (id: string, text: string, more: object = {}): ModelMessage => ({
  role: 'tool',
  content: [{ type: 'tool_result', id, name: 'read', text, isError: false, ...more }],
});
const marks = (value: unknown): number => JSON.stringify(value).split('"cache_control"').length - 1;
const plain = { quirks: { noCache: true } };

describe('anthropic-messages request', () => {
  it('marks tools, system and the last two user messages, never more than four', () => {
    const body = build({
      messages: [user('a'), assistant({ type: 'text', text: 'b' }), user('c'), assistant(called('1')), answer('1', 'd')],
      tools: [TOOL, { ...TOOL, name: 'ls' }],
    });
    expect(marks(body)).to.equal(4);
    expect(marks((body.tools as Block[])[1])).to.equal(1);
    expect(marks(body.system)).to.equal(1);
    expect(body.messages.map(marks)).to.deep.equal([0, 0, 1, 0, 1]);
    expect(marks(build({ messages: [user('a')], tools: [TOOL] }, plain))).to.equal(0);
  });

  it('limits the answer by the model, or by what is configured', () => {
    expect(build({}).max_tokens).to.equal(8192);
    expect(build({}, { output: 16_000 }).max_tokens).to.equal(16_000);
    expect(build({}, { output: 128_000 }).max_tokens).to.equal(32_000);
    expect(build({}, { output: 128_000 }, { maxTokens: 64_000 }).max_tokens).to.equal(64_000);
  });

  it('returns thinking with its signature, redacted thinking as it came, and leaves other thinking out', () => {
    const opaque = { type: 'redacted_thinking', data: 'xyz' };
    const { messages } = build(
      {
        messages: [
          user('a'),
          assistant(
            { type: 'reasoning', text: 'T', signature: 'sig' },
            { type: 'reasoning', text: '', opaque },
            { type: 'reasoning', text: 'from elsewhere' },
            { type: 'reasoning', text: '', signature: 'hidden' },
            called('1', '{"p":1}'),
          ),
          answer('1', 'r'),
        ],
      },
      plain,
    );
    expect(messages[1]?.content).to.deep.equal([
      { type: 'thinking', thinking: 'T', signature: 'sig' },
      opaque,
      { type: 'thinking', thinking: '', signature: 'hidden' },
      { type: 'tool_use', id: '1', name: 'read', input: { p: 1 } },
    ]);
  });

  it('puts results first in the user message behind their calls, with images inside', () => {
    const files = [
      { mime: 'image/png', data: 'QUJD' },
      { mime: 'application/pdf', data: 'QUJD', name: 'a.pdf' },
    ];
    const { messages } = build(
      {
        messages: [
          user('a'),
          assistant(called('x.1'), called('y')),
          user('and also'),
          answer('y', 'Y', { isError: true }),
          answer('x.1', 'X', { files }),
        ],
      },
      plain,
    );
    expect(messages.map(({ role }) => role)).to.deep.equal(['user', 'assistant', 'user']);
    expect(messages[2]?.content).to.deep.equal([
      {
        type: 'tool_result',
        tool_use_id: 'x_1',
        content: [
          { type: 'text', text: 'X' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } },
          { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'QUJD' }, title: 'a.pdf' },
        ],
      },
      { type: 'tool_result', tool_use_id: 'y', content: 'Y', is_error: true },
      { type: 'text', text: 'and also' },
    ]);
    expect(messages[1]?.content[0]).to.include({ id: 'x_1' });
  });

  it('sends nothing that is refused: empty text, blanks at the end, an assistant who begins', () => {
    const { messages } = build(
      { messages: [assistant({ type: 'text', text: 'hi' }), user('  '), assistant({ type: 'text', text: 'so \n' })] },
      plain,
    );
    expect(messages).to.deep.equal([
      { role: 'user', content: [{ type: 'text', text: '(continued)' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'hi' },
          { type: 'text', text: 'so' },
        ],
      },
    ]);
  });

  it('defines the tools a conversation mentions even when none are offered', () => {
    const body = build({ messages: [user('a'), assistant(called('1')), answer('1', 'r')] }, plain);
    expect(body.tool_choice).to.deep.equal({ type: 'none' });
    expect((body.tools as Block[]).map(({ name }) => name)).to.deep.equal(['read']);
    expect(build({ tools: [TOOL], toolChoice: 'required' }).tool_choice).to.deep.equal({ type: 'any' });
  });

  it('thinks as the model can, and then without a temperature', () => {
    expect(build({}, { quirks: { thinking: 'adaptive', effort: 'high' } }, { temperature: 0.2 }))
      .to.deep.include({ thinking: { type: 'adaptive' }, output_config: { effort: 'high' } })
      .and.not.have.property('temperature');
    expect(build({}, { quirks: { thinkingBudget: 2000 } }).thinking).to.deep.equal({ type: 'enabled', budget_tokens: 2000 });
    expect(build({}, {}, { temperature: 1.5 }).temperature).to.equal(1);
    expect(build({ tools: [TOOL], toolChoice: 'required' }, { quirks: { thinking: 'adaptive' } })).not.to.have.property('thinking');
    const foreign = [user('a'), assistant(called('1')), answer('1', 'r')];
    expect(build({ messages: foreign }, { quirks: { thinkingBudget: 2000 } })).not.to.have.property('thinking');
  });
});
