import type { Message } from '@ock/schemas';
import { expect } from 'chai';
import { ulid } from '../../src/runtime/ulid.ts';
import type { Conversation } from '../../src/turn/conversation.ts';
import { says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const signal = new AbortController().signal;
const MESSAGES = 300;

describe('a long session that was never compacted', () => {
  let lab: TurnLab;
  let conversation: Conversation;
  beforeEach(async () => {
    lab = turnLab(() => says('done'));
    const sessions = await lab.kernel.use('service', 'sessions');
    const { id } = await sessions.create({ directory: lab.dir });
    for (let n = 0; n < MESSAGES; n++) await sessions.write(said(id, n));
    conversation = await lab.open({ session: id });
  });
  afterEach(() => lab.close());

  it('is opened with its end alone, and told whole', async () => {
    const opened = conversation.messages.map(({ parts: [part] }) => part?.type === 'text' && part.text);
    expect(opened.at(-1)).to.equal(`text ${MESSAGES - 1}`);
    expect(opened.length).to.be.below(MESSAGES);
    await conversation.prompt({ text: 'and now?', files: [] }, { signal });
    const told = lab.requests[0]?.messages.flatMap(({ content }) => content.map((block) => block.type === 'text' && block.text)) ?? [];
    const expected = Array.from({ length: MESSAGES }, (_, n) => `text ${n}`);
    expect(told).to.deep.equal([...expected, 'and now?']);
    expect(conversation.messages).to.have.length(MESSAGES + 2);
  });

  it('is not taken for a new one: facts of the place are told once', async () => {
    await conversation.prompt({ text: 'and now?', files: [] }, { signal });
    expect(JSON.stringify(lab.requests[0]?.messages)).not.to.include('<environment>');
  });
});

function said(session_id: string, n: number): Message {
  const parts: Message['parts'] = [{ id: ulid(), type: 'text', text: `text ${n}` }];
  return { id: ulid(), session_id, role: n % 2 ? 'assistant' : 'user', created_at: Date.now(), parts };
}
