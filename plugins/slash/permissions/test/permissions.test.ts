import { SavedRules } from '@ock/kernel';
import { expect } from 'chai';
import { type SlashLab, slashLab } from '../../../../test/support/slash-context.ts';

const DIR = new URL('../', import.meta.url);

describe('/permissions', () => {
  let lab: SlashLab;
  const saved = () => new SavedRules(lab.kernel.paths.data).for(lab.dir);
  afterEach(() => lab.close());

  it('shows the mode and sets it', async () => {
    lab = slashLab(DIR, { answers: [['plan']] });
    await lab.run('permissions', 'accept-edits');
    expect(lab.context.talk.mode).to.equal('accept-edits');
    await lab.run('permissions');
    expect(lab.said).to.include('Permission mode: accept-edits');
    expect(lab.context.talk.mode).to.equal('plan');
    expect(await lab.run('permissions', 'sideways').catch(({ code }) => code)).to.equal('OC_INPUT');
    expect(await lab.complete('permissions'))
      .to.include('full')
      .and.include('add');
  });

  it('says where the administrator keeps the mode', async () => {
    lab = slashLab(DIR);
    await lab.context.talk.begin();
    (lab.kernel.config as { origin: unknown }).origin = () => ({ layer: 'managed' });
    await lab.run('permissions', 'full');
    expect(lab.context.talk.mode).to.equal('ask');
    expect(lab.said.at(-1)).to.contain('administrator');
  });

  it('allows for always and takes that back, in the open conversation too', async () => {
    lab = slashLab(DIR, { answers: [['edit(a/**)']] });
    const { rules } = await lab.context.talk.begin();
    rules.deny.push('bash(rm *)');
    await lab.run('permissions', 'add bash(npm test *)');
    await lab.run('permissions', 'add edit(a/**)');
    expect(saved()).to.deep.equal(['bash(npm test *)', 'edit(a/**)']);
    expect(rules.allow).to.include('bash(npm test *)');
    expect(await lab.complete('permissions', 'remove ')).to.deep.equal(saved());
    await lab.run('permissions', 'remove bash(npm test *)');
    await lab.run('permissions', 'remove');
    expect([saved(), rules.allow]).to.deep.equal([[], []]);
    await lab.run('permissions');
    expect(lab.said).to.include('deny | bash(rm *)');
    await lab.run('permissions', 'remove nothing');
    expect(lab.said.at(-1)).to.contain('No such rule');
  });

  it('saves nothing that is no rule', async () => {
    lab = slashLab(DIR, { bundled: ['@ock/policy-rules'] });
    expect(await lab.run('permissions', 'add bash(').catch(({ code }) => code)).to.equal('OC_INPUT');
    expect(saved()).to.deep.equal([]);
  });
});
