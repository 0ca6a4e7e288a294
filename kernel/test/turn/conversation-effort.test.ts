import { expect } from 'chai';
import type { Effort } from '../../src/kinds/model.ts';
import type { Conversation } from '../../src/turn/conversation.ts';
import { says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const AGENTS = [{ id: 'deep', description: 'd', prompt: 'Think.', effort: 'high' }];

describe('the effort of a conversation', () => {
  let lab: TurnLab | undefined;
  let asked: (Effort | undefined)[] = [];
  afterEach(() => lab?.close());
  function start(config: object, known: Effort[] = ['off', 'low', 'medium', 'high', 'max']): TurnLab {
    asked = [];
    lab = turnLab(
      (_request, _n, { target }) => {
        asked.push(target.effort);
        return says('ok');
      },
      { agents: AGENTS, config, effort: (effort) => (known.includes(effort) ? `think=${effort}` : undefined) },
    );
    return lab;
  }
  const prompt = (conversation: Conversation) => conversation.prompt({ text: 'x', files: [] }, { signal: new AbortController().signal });
  const notices = () => (lab as TurnLab).events.filter((event) => event.type === 'notice' && event.code === 'effort_ignored').length;

  it('is what was asked for, else the agent’s, else the configured one', async () => {
    const { open } = start({ effort: 'low' });
    const conversation = await open();
    await prompt(conversation);
    conversation.setAgent('deep');
    await prompt(conversation);
    conversation.setEffort('off');
    expect(conversation.effort).to.equal('off');
    await prompt(conversation);
    conversation.setEffort(undefined);
    await prompt(conversation);
    expect(asked).to.deep.equal(['low', 'high', 'off', 'high']);
    await conversation.close();
    const other = await open({ agent: 'deep', effort: 'max' });
    await prompt(other);
    expect(asked.at(-1)).to.equal('max');
    expect(notices()).to.equal(0);
    await other.close();
  });

  it('is not sent where the model cannot be told, which is said once for each', async () => {
    const { open } = start({ effort: 'low' }, ['high']);
    const conversation = await open();
    await prompt(conversation);
    await prompt(conversation);
    expect(notices()).to.equal(1);
    conversation.setEffort('high');
    await prompt(conversation);
    expect(notices()).to.equal(1);
    conversation.setEffort('max');
    await prompt(conversation);
    expect(notices()).to.equal(2);
    expect(asked).to.deep.equal([undefined, undefined, 'high', undefined]);
    await conversation.close();
  });

  it('is the administrator’s where his file sets it', async () => {
    const { open, kernel } = start({ effort: 'low' });
    (kernel.config as { origin?: unknown }).origin = (key: unknown) => (key === 'effort' ? { layer: 'managed' } : undefined);
    const conversation = await open({ agent: 'deep', effort: 'max' });
    await prompt(conversation);
    expect(asked).to.deep.equal(['low']);
    await conversation.close();
  });
});
