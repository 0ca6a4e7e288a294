import { expect } from 'chai';
import { type SlashLab, slashLab } from '../../../../test/support/slash-context.ts';

const DIR = new URL('../', import.meta.url);
const models = { 'p/other': { context: 128_000 }, 'p/m': {} };

describe('/models, /model, /effort', () => {
  let lab: SlashLab;
  afterEach(() => lab.close());

  it('list the models that have all the words, and mark the one that answers', async () => {
    lab = slashLab(DIR, { config: { models } });
    await lab.run('models');
    expect(lab.said[0]).to.match(/^\* \| p\/m \|/);
    expect(lab.text()).to.contain('p/other').and.contain('128K context');
    lab.said.length = 0;
    await lab.run('models', 'OTH p/');
    expect(lab.said).to.have.length(1);
    await lab.run('models', 'nothing\u001b[2J');
    expect(lab.said.at(-1)).to.contain('nothing').and.not.to.contain('\u001b');
  });

  it('list first those that can be used at once', async () => {
    lab = slashLab(DIR, { config: { models }, bundled: ['@ock/provider-anthropic'], env: {} });
    await lab.run('models');
    const at = (part: string) => lab.said.findIndex((line) => line.includes(part));
    expect(at('anthropic/')).to.be.above(at('p/m'), 'p/m').and.above(at('p/other'));
  });

  it('choose the one that is named, or that the person picks', async () => {
    lab = slashLab(DIR, { config: { models }, answers: [['p/m']] });
    await lab.run('model', 'p/other');
    expect(lab.context.talk.model).to.equal('p/other');
    await lab.run('model');
    expect(lab.context.talk.model).to.equal('p/m');
    expect(lab.asked[0]?.options?.map(({ label }) => label)).to.include('p/other');
    expect(await lab.complete('model')).to.include('p/other');
  });

  it('say no to a model that nobody knows', async () => {
    lab = slashLab(DIR);
    expect(await lab.run('model', 'no/such').catch(({ code }) => code)).to.match(/^OC_(MODEL|PROVIDER)_UNKNOWN$/);
    expect(lab.context.talk.model).to.equal('p/m');
  });

  it('set the effort, and tell where it has no effect', async () => {
    lab = slashLab(DIR, { effort: (effort) => (effort === 'high' ? 'think=hard' : undefined) });
    await lab.run('effort');
    await lab.run('effort', 'high');
    await lab.run('effort', 'low');
    expect(lab.said[0]).to.contain('by itself');
    expect(lab.said[1]).to.equal('Effort: high');
    expect(lab.said[2]).to.contain('no effect');
    expect(await lab.run('effort', 'sideways').catch(({ code }) => code)).to.equal('OC_INPUT');
  });
});
