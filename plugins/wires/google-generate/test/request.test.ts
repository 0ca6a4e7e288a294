import type { ModelContent, ModelMessage, ModelRequest, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { buildGenerateBody } from '../src/request.ts';

type Part = Record<string, unknown>;
type Body = { contents: { role: string; parts: Part[] }[]; [field: string]: unknown };
const TOOL = {
  name: 'read',
  description: 'reads',
  parameters: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
};
const GEMINI_3 = { quirks: { callIds: true, resultFiles: true, signCalls: true } };

function build(request: Partial<ModelRequest>, info: Partial<ModelTarget['info']> = {}, changes: Partial<ModelTarget> = {}): Body {
  const target: ModelTarget = {
    provider: 'google',
    model: 'm',
    wire: 'w',
    baseUrl: '',
    headers: {},
    auth: { type: 'none' },
    info: { id: 'm', ...info },
    extra: {},
    ...changes,
  };
  return buildGenerateBody({ system: 'S', messages: [], tools: [], ...request }, target) as Body;
}
const user = (...content: ModelContent[]): ModelMessage => ({ role: 'user', content });
const assistant = (...content: ModelContent[]): ModelMessage => ({ role: 'assistant', content });
const text = (words: string): ModelContent => ({ type: 'text', text: words });
const called = (id: string, input: unknown = {}): ModelContent => ({ type: 'tool_call', id, name: 'read', input });
const signed = (thoughtSignature: string, on: string): ModelContent => ({
  type: 'reasoning',
  text: 'T',
  opaque: { type: 'google-signature', thoughtSignature, on },
});
const answers = (...results: object[]): ModelMessage => ({
  role: 'tool',
  content: results.map((more) => ({ type: 'tool_result', id: 'c1', name: 'read', text: 'R', isError: false, ...more })),
});

describe('google-generate request', () => {
  it('sends system text apart, and nothing that was not asked for', () => {
    expect(build({ messages: [user(text('a'))] })).to.deep.equal({
      systemInstruction: { parts: [{ text: 'S' }] },
      contents: [{ role: 'user', parts: [{ text: 'a' }] }],
    });
  });

  it('returns signatures on the parts they came with, and leaves thoughts behind', () => {
    const { contents } = build(
      {
        messages: [
          user(text('a')),
          assistant(signed('S1', 'call'), called('c1', '{"p":1}'), called('c2')),
          answers({ id: 'c2', text: 'R2' }, { id: 'c1' }),
          assistant({ type: 'reasoning', text: 'hm' }, text('done'), signed('S2', 'text')),
        ],
      },
      GEMINI_3,
    );
    expect(contents.slice(1)).to.deep.equal([
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'c1', name: 'read', args: { p: 1 } }, thoughtSignature: 'S1' },
          { functionCall: { id: 'c2', name: 'read', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'c1', name: 'read', response: { output: 'R' } } },
          { functionResponse: { id: 'c2', name: 'read', response: { output: 'R2' } } },
        ],
      },
      { role: 'model', parts: [{ text: 'done', thoughtSignature: 'S2' }] },
    ]);
  });

  it('marks the first call of another model where this one asks for signatures', () => {
    const messages = [user(text('a')), assistant({ type: 'reasoning', text: '', signature: 'other' }, called('c1'), called('c2'))];
    expect(build({ messages }, GEMINI_3).contents[1]?.parts.map((part) => part.thoughtSignature)).to.deep.equal([
      'skip_thought_signature_validator',
      undefined,
    ]);
    expect(JSON.stringify(build({ messages }).contents)).not.to.match(/thoughtSignature|"id"/);
  });

  it('puts images of a result inside it, or beside it for models before that', () => {
    const files = [{ mime: 'image/png', data: 'QUJD' }];
    const messages = [user(text('a')), assistant(called('c1')), answers({ files, isError: true })];
    const inline = { inlineData: { mimeType: 'image/png', data: 'QUJD' } };
    expect(build({ messages }, GEMINI_3).contents[2]?.parts).to.deep.equal([
      { functionResponse: { id: 'c1', name: 'read', response: { error: 'R' }, parts: [inline] } },
    ]);
    expect(build({ messages }).contents[2]?.parts).to.deep.equal([
      { functionResponse: { name: 'read', response: { error: 'R' } } },
      inline,
    ]);
    const blind = build({ messages }, { capabilities: { images: false } }).contents[2]?.parts;
    expect(blind).to.have.length(1);
    expect(JSON.stringify(blind)).to.contain('left out');
  });

  it('takes PDFs and images it can read, text as text, and says what it leaves out', () => {
    const file = (mime: string): ModelContent => ({ type: 'file', mime, data: Buffer.from('ä').toString('base64'), name: 'f' });
    const parts = build({ messages: [user(file('application/pdf'), file('image/webp'), file('text/plain'), file('image/gif'))] })
      .contents[0]?.parts;
    expect(parts?.map((part) => ('inlineData' in part ? 'data' : part.text))).to.deep.equal([
      'data',
      'data',
      'f:\nä',
      '[f (image/gif) left out: this model cannot read it]',
    ]);
  });

  it('begins with the user and answers every call', () => {
    const { contents } = build({ messages: [assistant(called('c1', 'not json'))] });
    expect(contents.map(({ role }) => role)).to.deep.equal(['user', 'model', 'user']);
    expect(contents[1]?.parts).to.deep.equal([{ functionCall: { name: 'read', args: { unreadable: 'not json' } } }]);
  });

  it('defines tools by JSON Schema and forces or forbids them', () => {
    const body = build({ tools: [TOOL], toolChoice: 'required' });
    expect(body.tools).to.deep.equal([
      { functionDeclarations: [{ name: 'read', description: 'reads', parametersJsonSchema: { type: 'object' } }] },
    ]);
    expect(body.toolConfig).to.deep.equal({ functionCallingConfig: { mode: 'ANY' } });
    expect(build({ tools: [TOOL], toolChoice: 'none' }).toolConfig).to.deep.equal({ functionCallingConfig: { mode: 'NONE' } });
  });

  it('thinks as configured, and not at all where the model cannot', () => {
    const reasoning = { capabilities: { reasoning: true } };
    const config = (quirks: ModelTarget['info']['quirks'], info: object = reasoning) => build({}, { ...info, quirks }).generationConfig;
    expect(config({ includeThoughts: true })).to.deep.equal({ thinkingConfig: { includeThoughts: true } });
    expect(config({ includeThoughts: true, thinkingBudget: 0 })).to.deep.equal({ thinkingConfig: { thinkingBudget: 0 } });
    expect(config({ thinkingLevel: 'low', thinkingBudget: 5 })).to.deep.equal({ thinkingConfig: { thinkingLevel: 'low' } });
    expect(config({ includeThoughts: true, thinkingLevel: 'low' }, { capabilities: { reasoning: false } })).to.equal(undefined);
  });

  it('asks for JSON only where the model can give it, and sets limits and safety', () => {
    const responseSchema = { type: 'object' };
    const json = { responseMimeType: 'application/json', responseJsonSchema: responseSchema };
    expect(build({ responseSchema }).generationConfig).to.deep.equal(json);
    expect(build({ responseSchema, tools: [TOOL] })).not.to.have.property('generationConfig');
    expect(build({ responseSchema, tools: [TOOL] }, { quirks: { schemaWithTools: true } }).generationConfig).to.deep.equal(json);
    const body = build({}, { quirks: { safetyThreshold: 'OFF' } }, { maxTokens: 9, temperature: 0.5 });
    expect(body.generationConfig).to.deep.equal({ maxOutputTokens: 9, temperature: 0.5 });
    expect(body.safetySettings).to.have.length(4);
  });
});
