import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { ModelRequest } from '../../src/kinds/model.ts';
import { type Script, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const isNaming = (request: ModelRequest) => request.system === 'Name it.';

describe('the name of a session', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());
  const make = (naming: Script, config: object = {}) => {
    lab = turnLab((request, n, io) => (isNaming(request) ? naming(request, n, io) : says('answer')), {
      config: { session: { auto_title: true }, ...config },
      agents: [{ id: 'title', description: 't', prompt: 'Name it.', hidden: true, tools: [] }],
    });
    return lab.open();
  };
  const go = { text: 'fix the   parser\nplease', files: [] };
  const signal = new AbortController().signal;
  const titles = () => lab.events.flatMap((event) => (event.type === 'title' ? [event.title] : []));
  const until = async (done: () => boolean) => {
    for (let n = 0; n < 500 && !done(); n++) await sleep(5);
  };

  it('is made by a model beside the first turn, once, and its cost counts for the session', async () => {
    const conversation = await make(() => says('"Parser: fix it."\nThat is a good title.'));
    await conversation.prompt(go, { signal });
    await until(() => titles().length === 2);
    expect(titles()).to.deep.equal(['fix the parser', 'Parser: fix it']);
    await conversation.prompt(go, { signal });
    await conversation.close();
    expect(lab.requests.filter(isNaming)).to.have.length(1);
    expect(lab.requests.find(isNaming)?.messages[0]?.content[0]).to.deep.include({ type: 'text' });
    const stored = await conversation.sessions.get(conversation.session.id);
    expect(stored).to.include({ title: 'Parser: fix it', cost_usd: 3 });
    const messages = await conversation.sessions.messages(conversation.session.id);
    expect(messages.map(({ role, agent }) => `${role} ${agent}`)).to.deep.equal([
      'user build',
      'assistant title',
      'assistant build',
      'user build',
      'assistant build',
    ]);
    const again = await lab.open({ session: conversation.session.id });
    await again.prompt(go, { signal });
    expect(JSON.stringify(lab.requests.at(-1))).not.to.contain('Parser: fix');
    expect(lab.requests.filter(isNaming)).to.have.length(1);
  });

  it('stays the first line when the model fails, says nothing, or takes too long for the session', async () => {
    for (const naming of [
      () => {
        throw new Error('down');
      },
      () => says('  \n"..."\n'),
      (_request: unknown, _n: number, io: { signal: AbortSignal }) =>
        new Promise<never>((_resolve, reject) => io.signal.addEventListener('abort', () => reject(io.signal.reason))),
    ] as Script[]) {
      const conversation = await make(naming);
      const result = await conversation.prompt(go, { signal });
      expect(result).to.include({ subtype: 'success', text: 'answer' });
      await conversation.close();
      expect(titles()).to.deep.equal(['fix the parser']);
      expect(lab.events.filter(({ type }) => type === 'notice' || type === 'retry')).to.deep.equal([]);
      await lab.close();
    }
    await make(() => says('x'));
  });

  it('is not asked for where the person gave one, decided against it, or set a limit of cost', async () => {
    for (const [config, more] of [
      [{}, { title: 'mine' }],
      [{ session: { auto_title: false } }, { autoTitle: true }],
      [{ session: {} }, { autoTitle: false }],
      [{ limits: { max_cost_usd: 100 } }, {}],
    ] as const) {
      await make(() => says('x'), config);
      const conversation = await lab.open(more);
      await conversation.prompt(go, { signal });
      await conversation.close();
      expect(lab.requests.filter(isNaming), JSON.stringify([config, more])).to.have.length(0);
      await lab.close();
    }
    await make(() => says('x'));
  });

  it('is not replaced when somebody changed it in the meantime', async () => {
    let answer = () => {};
    const conversation = await make(
      () =>
        new Promise((resolve) => {
          answer = () => resolve(says('Late name'));
        }),
    );
    await conversation.prompt(go, { signal });
    conversation.session = await conversation.sessions.update(conversation.session.id, { title: 'by hand' });
    answer();
    await until(() => conversation.session.cost_usd === 2);
    await conversation.close();
    expect((await conversation.sessions.get(conversation.session.id))?.title).to.equal('by hand');
  });
});
