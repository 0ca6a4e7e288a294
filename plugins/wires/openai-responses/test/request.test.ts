import type { ModelContent, ModelMessage, ModelRequest, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { buildResponsesBody } from '../src/request.ts';

type Item = Record<string, unknown>;
type Body = { input: Item[]; [field: string]: unknown };
const TOOL = { name: 'read', description: 'reads', parameters: { type: 'object' } };

function build(request: Partial<ModelRequest>, info: Partial<ModelTarget['info']> = {}, changes: Partial<ModelTarget> = {}): Body {
  const target: ModelTarget = {
    provider: 'openai',
    model: 'm',
    wire: 'w',
    baseUrl: '',
    headers: {},
    auth: { type: 'none' },
    info: { id: 'm', ...info },
    extra: {},
    ...changes,
  };
  return buildResponsesBody({ system: 'S', messages: [], tools: [], ...request }, target) as Body;
}
const user = (...content: ModelContent[]): ModelMessage => ({ role: 'user', content });
const assistant = (...content: ModelContent[]): ModelMessage => ({ role: 'assistant', content });
const text = (words: string): ModelContent => ({ type: 'text', text: words });
const called = (id: string, input: unknown = {}): ModelContent => ({ type: 'tool_call', id, name: 'read', input });
const answer = (id: string, words: string, more: object = {}): ModelMessage => ({
  role: 'tool',
  content: [{ type: 'tool_result', id, name: 'read', text: words, isError: false, ...more }],
});
const summary = [{ type: 'summary_text', text: 'T' }];
const kept = { type: 'openai-reasoning', provider: 'openai', id: 'rs_1', encrypted_content: 'ENC', summary, next: 'fc_1' };
const thought = (opaque: unknown): ModelContent => ({ type: 'reasoning', text: 'T', opaque });

describe('openai-responses request', () => {
  it('keeps the conversation with us: instructions apart, nothing stored, reasoning asked for encrypted', () => {
    const body = build({ messages: [user(text('a'))], cacheKey: 'k' }, { capabilities: { reasoning: true } });
    expect(body).to.deep.equal({
      model: 'm',
      instructions: 'S',
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'a' }] }],
      store: false,
      stream: true,
      include: ['reasoning.encrypted_content'],
    });
    expect(build({}, { capabilities: { reasoning: false } })).not.to.have.property('include');
    expect(build({}, { capabilities: { reasoning: true }, quirks: { noEncrypted: true } })).not.to.have.property('include');
  });

  it('puts reasoning back in front of what it led to, without ids', () => {
    const { input } = build({
      messages: [user(text('a')), assistant(thought(kept), called('c1', '{"p":1}'), text('so')), answer('c1', 'R')],
    });
    expect(input.slice(1)).to.deep.equal([
      { type: 'reasoning', encrypted_content: 'ENC', summary },
      { type: 'function_call', call_id: 'c1', name: 'read', arguments: '{"p":1}' },
      { role: 'assistant', content: [{ type: 'output_text', text: 'so' }] },
      { type: 'function_call_output', call_id: 'c1', output: 'R' },
    ]);
  });

  it('sends the ids along where the server wants them', () => {
    const messages = [user(text('a')), assistant(thought(kept), called('c1')), answer('c1', 'R')];
    const { input, store } = build({ messages }, { quirks: { itemIds: true, store: true } });
    expect(input[1]).to.include({ type: 'reasoning', id: 'rs_1' });
    expect(input[2]).to.include({ type: 'function_call', id: 'fc_1' });
    expect(store).to.equal(true);
  });

  it('leaves out reasoning of others, reasoning that cannot be read again, and reasoning that led to nothing', () => {
    const { input } = build({
      messages: [
        user(text('a')),
        assistant(
          thought({ ...kept, provider: 'azure' }),
          thought({ type: 'redacted_thinking', data: 'x' }),
          thought(undefined),
          thought({ ...kept, encrypted_content: undefined }),
          text('b'),
          thought(kept),
        ),
      ],
    });
    expect(input).to.deep.equal([
      { role: 'user', content: [{ type: 'input_text', text: 'a' }] },
      { role: 'assistant', content: [{ type: 'output_text', text: 'b' }] },
    ]);
  });

  it('returns images and PDFs inside the output of their call', () => {
    const files = [
      { mime: 'image/png', data: 'QUJD' },
      { mime: 'application/pdf', data: 'QUJD', name: 'a.pdf' },
    ];
    const messages = [user(text('a')), assistant(called('c1'), called('c2')), answer('c2', ''), answer('c1', 'see', { files })];
    const { input } = build({ messages });
    expect(input.slice(3)).to.deep.equal([
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: [
          { type: 'input_text', text: 'see' },
          { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,QUJD' },
          { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' },
        ],
      },
      { type: 'function_call_output', call_id: 'c2', output: '(no output)' },
    ]);
  });

  it('takes files of a person as the model can read them', () => {
    const image: ModelContent = { type: 'file', mime: 'image/png', data: 'QUJD', name: 'i.png' };
    const code: ModelContent = { type: 'file', mime: 'text/plain', data: Buffer.from('ä').toString('base64'), name: 'a.txt' };
    expect(build({ messages: [user(image, code)] }).input[0]?.content).to.deep.equal([
      { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,QUJD' },
      { type: 'input_text', text: 'a.txt:\nä' },
    ]);
    expect(JSON.stringify(build({ messages: [user(image)] }, { capabilities: { images: false } }).input)).to.contain('left out');
  });

  it('defines tools, and sends arguments as JSON of an object whatever the model wrote', () => {
    const body = build({ tools: [TOOL], toolChoice: 'required', messages: [user(text('a')), assistant(called('x'.repeat(70), '{"a'))] });
    expect(body.tools).to.deep.equal([{ type: 'function', ...TOOL, strict: false }]);
    expect(body.tool_choice).to.equal('required');
    expect(body.input[1]).to.include({ call_id: 'x'.repeat(64), arguments: '{"unreadable":"{\\"a"}' });
    expect(build({ tools: [TOOL] }, { quirks: { noParallelTools: true } })).to.include({ parallel_tool_calls: false });
  });

  it('asks for effort, summaries, schemas and limits as configured', () => {
    const schema = { type: 'object' };
    const quirks = { reasoningEffort: 'high', reasoningSummary: 'auto', verbosity: 'low', promptCacheKey: true };
    const body = build({ responseSchema: schema, cacheKey: 'k' }, { quirks }, { maxTokens: 1, temperature: 0.5, extra: { store: true } });
    expect(body).to.deep.include({
      reasoning: { effort: 'high', summary: 'auto' },
      text: { verbosity: 'low', format: { type: 'json_schema', name: 'answer', schema, strict: false } },
      prompt_cache_key: 'k',
      max_output_tokens: 16,
      temperature: 0.5,
      store: true,
    });
    expect(build({}, { capabilities: { temperature: false } }, { temperature: 0.5 })).not.to.have.property('temperature');
  });
});
