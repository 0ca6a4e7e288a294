import { expect } from 'chai';
import { calls, type Script, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const signal = new AbortController().signal;
const ask = (text: string) => ({ text, files: [] });

describe('steering', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());

  it('tells the model at its next answer, which it gives also when it was done', async () => {
    const script: Script = (_request, n) => {
      if (n === 1) conversation.steer(ask('not that file'));
      if (n === 2) conversation.steer(ask('one more thing'));
      return n === 1 ? calls(['look']) : says(`answer ${n}`);
    };
    lab = turnLab(script, { tools: { look: { run: async () => ({ text: 'seen' }) } } });
    const conversation = await lab.open();
    expect(conversation.steer(ask('too early'))).to.equal(false);
    const result = await conversation.prompt(ask('go'), { signal });
    expect(result).to.include({ text: 'answer 3', numTurns: 3 });
    const told = lab.requests.map(({ messages }) => JSON.stringify(messages.at(-1)));
    expect(told[1]).to.include('not that file');
    expect(told[2]).to.include('one more thing');
    expect(conversation.messages.filter(({ role }) => role === 'user')).to.have.length(3);
    expect(conversation.takeSteered()).to.deep.equal([]);
  });
});
