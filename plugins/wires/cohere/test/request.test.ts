import { type ModelContent, type ModelMessage, type ModelRequest, type ModelTarget, withAnsweredCalls } from '@ock/kernel';
import { expect } from 'chai';
import { buildCohereBody } from '../src/request.ts';

/** what the kernel puts in place of a result that a killed process left open */
const LOST = withAnsweredCalls([{ role: 'assistant', content: [{ type: 'tool_call', id: 'a', name: 'n', input: {} }] }])
  .flatMap(({ content }) => content)
  .flatMap((part) => (part.type === 'tool_result' ? [part.text] : []))[0];
const TOOL = { name: 'read', description: 'reads', parameters: { type: 'object' } };

function build(request: Partial<ModelRequest>, info: object = {}, rest: Partial<ModelTarget> = {}) {
  const target: ModelTarget = {
    provider: 'p',
    model: 'm',
    wire: 'cohere',
    baseUrl: '',
    headers: {},
    auth: { type: 'bearer' },
    info: { id: 'm', ...info },
    extra: {},
    ...rest,
  };
  return buildCohereBody({ system: 'S', messages: [], tools: [], ...request }, target) as Record<string, unknown> & {
    messages: Record<string, unknown>[];
  };
}
const user = (...content: ModelContent[]): ModelMessage => ({ role: 'user', content });
const image = { mime: 'image/png', data: 'QUJD' };

describe('cohere request', () => {
  it('sends what was said beside calls as the tool plan, and thinking as content', () => {
    const { messages } = build({
      messages: [
        user({ type: 'text', text: 'x' }),
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'Hm.' },
            { type: 'text', text: 'I look.' },
            { type: 'tool_call', id: 'a', name: 'read', input: { p: 1 } },
            { type: 'tool_call', id: 'b', name: 'ls', input: '{"p":' },
          ],
        },
        { role: 'tool', content: [{ type: 'tool_result', id: 'a', name: 'read', text: 'A', isError: false, files: [image] }] },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'So.' },
            { type: 'text', text: 'Done.' },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: 'Bye.' }] },
      ],
    });
    expect(messages).to.deep.equal([
      { role: 'system', content: 'S' },
      { role: 'user', content: 'x' },
      {
        role: 'assistant',
        tool_plan: 'I look.',
        content: [{ type: 'thinking', thinking: 'Hm.' }],
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'read', arguments: '{"p":1}' } },
          { id: 'b', type: 'function', function: { name: 'ls', arguments: '{"unreadable":"{\\"p\\":"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: 'A' },
      { role: 'tool', tool_call_id: 'b', content: LOST },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Returned by read:' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'So.' },
          { type: 'text', text: 'Done.' },
        ],
      },
      { role: 'assistant', content: 'Bye.' },
    ]);
  });

  it('leaves thinking out where the model has none', () => {
    const messages: ModelMessage[] = [
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Done.' },
        ],
      },
    ];
    expect(build({ messages }, { capabilities: { reasoning: false } }).messages[1]).to.deep.equal({ role: 'assistant', content: 'Done.' });
  });

  it('writes a note where the model cannot read a file', () => {
    const files = user({ type: 'file', ...image, name: 'a.png' }, { type: 'file', mime: 'application/pdf', data: 'QUJD', name: 'a.pdf' });
    const content = build({ messages: [files] }, { capabilities: { images: false } }).messages[1]?.content;
    expect(content).to.equal(
      '[a.png (image/png) left out: this model cannot read it]\n\n[a.pdf (application/pdf) left out: this model cannot read it]',
    );
  });

  it('names tool choices in capitals, and never asks for a form beside tools', () => {
    expect(build({ tools: [TOOL], toolChoice: 'required' })).to.include({ tool_choice: 'REQUIRED' });
    expect(build({ tools: [TOOL], toolChoice: 'none' })).to.include({ tool_choice: 'NONE' });
    expect(build({ tools: [TOOL], toolChoice: 'auto' })).not.to.have.property('tool_choice');
    expect(build({ tools: [TOOL], toolChoice: 'required' }, { quirks: { noToolChoice: true } })).not.to.have.property('tool_choice');
    expect(build({ tools: [TOOL], responseSchema: { type: 'object' } })).not.to.have.property('response_format');
    expect(build({ responseSchema: { type: 'object' } })).to.deep.include({
      response_format: { type: 'json_object', json_schema: { type: 'object' } },
    });
  });

  it('heeds limits and thinking', () => {
    expect(build({}, { quirks: { thinkingBudget: 500 } }, { maxTokens: 9, temperature: 1.5 })).to.deep.include({
      max_tokens: 9,
      temperature: 1,
      thinking: { type: 'enabled', token_budget: 500 },
    });
    expect(build({}, { quirks: { thinking: false, noTemperature: true } }, { temperature: 1 }))
      .to.deep.include({ thinking: { type: 'disabled' } })
      .and.not.have.property('temperature');
  });
});
