import type { ModelEvent, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { buildChatBody } from '../src/request.ts';
import { ChatReader } from '../src/stream.ts';

const target: ModelTarget = {
  provider: 'p',
  model: 'm',
  wire: 'openai-chat',
  baseUrl: '',
  headers: {},
  auth: { type: 'none' },
  info: { id: 'm', quirks: { reasoningField: 'reasoning' } },
  extra: {},
};

function read(...deltas: object[]): ModelEvent[] {
  const events: ModelEvent[] = [];
  const reader = new ChatReader(target, (event) => void events.push(event));
  for (const delta of deltas) reader.event({ choices: [{ delta }] });
  reader.event({ choices: [{ delta: {}, finish_reason: 'stop' }] });
  reader.end(true);
  return events;
}
const proofs = (events: ModelEvent[]) => events.flatMap((event) => (event.type === 'reasoning_end' && event.opaque ? [event.opaque] : []));
const text = (index: number, text: string, more: object = {}) => ({
  type: 'reasoning.text',
  text,
  index,
  format: 'anthropic-claude-v1',
  ...more,
});

describe('openai-chat reasoning details', () => {
  it('joins the pieces of each block, and tells readable text once', () => {
    const events = read(
      { reasoning: 'I ', reasoning_details: [text(0, 'I ')] },
      { reasoning: 'think', reasoning_details: [text(0, 'think', { signature: null })] },
      { reasoning_details: [text(0, '', { signature: 'sig' }), { type: 'reasoning.summary', summary: 'In short', index: 1 }] },
      { content: 'Hello' },
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'QUJD', id: 'call-1', index: 2 }] },
    );
    expect(events.flatMap((event) => (event.type === 'reasoning' ? [event.text] : [])).join('|')).to.equal('I |think|In short');
    expect(proofs(events)).to.deep.equal([
      {
        reasoning_details: [
          { type: 'reasoning.text', text: 'I think', index: 0, format: 'anthropic-claude-v1', signature: 'sig' },
          { type: 'reasoning.summary', summary: 'In short', index: 1 },
          { type: 'reasoning.encrypted', data: 'QUJD', id: 'call-1', index: 2 },
        ],
      },
    ]);
  });

  it('keeps blocks without a number, and of another kind or id under one number, apart', () => {
    const encrypted = (id: string) => ({ type: 'reasoning.encrypted', data: 'QQ==', id, index: 0 });
    const [proof] = proofs(
      read({
        content: 'x',
        reasoning_details: [encrypted('a'), encrypted('b'), { type: 'reasoning.text', text: 't' }, { type: 'reasoning.text', text: 'u' }],
      }),
    );
    expect((proof as { reasoning_details: unknown[] }).reasoning_details).to.have.length(4);
  });

  it('tells nothing of what is no block', () => {
    expect(
      proofs(read({ content: 'x', reasoning_details: null }, { reasoning_details: 'none' }, { reasoning_details: [null, 3] })),
    ).to.deep.equal([]);
  });

  it('sends them back as they were, in place of the text', () => {
    const opaque = { reasoning_details: [text(0, 'I think', { signature: 'sig' })] };
    const messages = (reasoning: object) =>
      buildChatBody(
        {
          system: '',
          tools: [],
          messages: [
            {
              role: 'assistant',
              content: [
                { type: 'reasoning', text: 'I think', ...reasoning },
                { type: 'text', text: 'Hello' },
              ],
            },
          ],
        },
        target,
      ).messages;
    expect(messages({ opaque })).to.deep.equal([{ role: 'assistant', content: 'Hello', ...opaque }]);
    expect(messages({ opaque: { encrypted_content: 'of another protocol' } })).to.deep.equal([
      { role: 'assistant', content: 'Hello', reasoning: 'I think' },
    ]);
  });
});
