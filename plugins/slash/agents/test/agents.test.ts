import { expect } from 'chai';
import { type SlashLab, slashLab } from '../../../../test/support/slash-context.ts';

const DIR = new URL('../', import.meta.url);
const modes = [
  { id: 'code', description: 'writes' },
  { id: 'still', description: 'looks', readOnly: true },
  { id: 'terse', description: 'short', style: true },
];
const agents = [
  { id: 'helper', description: 'helps\u202e', sub: true },
  { id: 'secret', description: 's', hidden: true },
];

describe('/agents, /agent, /modes, /mode, /style', () => {
  let lab: SlashLab;
  afterEach(() => lab.close());

  it('list agents, sub-agents behind them, hidden ones not', async () => {
    lab = slashLab(DIR, { agents });
    await lab.run('agents');
    expect(lab.said.map((line) => line.split(' | ')[1])).to.deep.equal(['build', 'look', 'helper']);
    expect(lab.said[0]).to.match(/^\*/);
    expect(lab.said[1]).to.contain('changes nothing');
    expect(lab.text()).not.to.contain('\u202e');
  });

  it('choose the agent that is named or picked', async () => {
    lab = slashLab(DIR, { agents, answers: [['build']] });
    await lab.run('agent', 'look');
    expect(lab.context.talk.agent).to.equal('look');
    await lab.run('agent');
    expect(lab.context.talk.agent).to.equal('build');
    expect(await lab.run('agent', 'helper').catch(({ code }) => code)).to.equal('OC_AGENT_UNKNOWN');
    expect(await lab.complete('agent')).to.deep.equal(['build', 'look']);
  });

  it('choose the mode and leave it; the session keeps it', async () => {
    lab = slashLab(DIR, { modes, answers: [['still']] });
    await lab.run('mode', 'code');
    expect(lab.context.talk.current?.workModeInfo?.id).to.equal('code');
    await lab.run('mode');
    expect((await lab.context.talk.begin()).session.mode).to.equal('still');
    await lab.run('mode', 'none');
    expect(lab.context.talk.current?.workModeInfo).to.equal(undefined);
    expect(lab.said.at(-1)).to.equal('Mode: none');
    expect(await lab.run('mode', 'terse').catch(({ code }) => code)).to.equal('OC_MODE_UNKNOWN');
    expect(await lab.complete('mode')).to.deep.equal(['code', 'still', 'none']);
  });

  it('point to where permission modes are chosen', async () => {
    lab = slashLab(DIR, { modes });
    const error = await lab.run('mode', 'full').catch((thrown) => thrown);
    expect(error.details.message).to.contain('/permissions full');
    expect(lab.context.talk.mode).to.equal('ask');
  });

  it('choose the style; a front end may keep it before there is a conversation', async () => {
    lab = slashLab(DIR, { modes });
    const kept: unknown[] = [];
    Object.assign(lab.context.talk, { setStyle: (id: string) => void kept.push(id) });
    await lab.run('style', 'terse');
    expect([kept, lab.context.talk.current]).to.deep.equal([['terse'], undefined]);
    await lab.context.talk.begin();
    await lab.run('style', 'terse');
    expect(lab.context.talk.current?.style).to.equal('terse');
    await lab.run('modes');
    expect(lab.said).to.include('* | terse | short');
    expect(await lab.run('style', 'code').catch(({ code }) => code)).to.equal('OC_STYLE_UNKNOWN');
  });

  it('say what each is in the language of the person', async () => {
    const texts: Record<string, string> = { 'agent.helper': 'hilft', 'mode.still': 'schaut' };
    lab = slashLab(DIR, { agents, modes });
    Object.assign(lab.kernel.language, { text: (key: string) => texts[key] });
    for (const name of ['agents', 'modes', 'mode']) await lab.run(name);
    expect(lab.text()).to.contain('hilft').and.to.contain('schaut').and.to.contain('writes').and.not.to.contain('looks');
    expect(lab.asked[0]?.options?.find(({ label }) => label === 'still')?.description).to.match(/^schaut/);
    expect(await (await lab.kernel.use('slash', 'mode')).complete?.(lab.context, '')).to.deep.include({ word: 'still', text: 'schaut' });
  });
});
