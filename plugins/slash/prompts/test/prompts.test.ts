import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type SlashLab, slashLab } from '../../../../test/support/slash-context.ts';

const DIR = new URL('../', import.meta.url);
const OPTIONS = { bundled: ['@ock/service-prompt-commands', '@ock/service-mentions'], env: { HOME: '/nowhere' } };

describe('/init, /review, /commands', () => {
  let lab: SlashLab;
  const { signal } = new AbortController();
  afterEach(() => lab.close());

  it('send prompts that the kernel expands, with what was wished for', async () => {
    lab = slashLab(DIR, { ...OPTIONS, modes: [{ id: 'review', description: 'r', prompt: 'MODE', readOnly: true }] });
    await lab.run('init');
    await lab.run('review', 'HEAD~2');
    expect(lab.sent.map(({ text }) => text)).to.deep.equal(['/init', '/review HEAD~2']);
    const conversation = await lab.context.talk.begin();
    for (const input of lab.sent) await conversation.prompt(input, { signal });
    expect(JSON.stringify(lab.requests[0]?.messages)).to.contain('AGENTS.md');
    expect(lab.requests[0]?.system).not.to.contain('MODE');
    expect(JSON.stringify(lab.requests[1]?.messages)).to.contain('What to review: HEAD~2');
    expect(lab.requests[1]?.system).to.contain('MODE');
  });

  it('list what is there, and what is wrong with it', async () => {
    lab = slashLab(DIR, OPTIONS);
    await lab.run('commands');
    expect(lab.text()).to.contain('.opencode/commands');
    mkdirSync(join(lab.dir, '.opencode/commands'), { recursive: true });
    writeFileSync(join(lab.dir, '.opencode/commands/fix.md'), '---\nargument-hint: FILE\ndescription: "mends\\e[2J"\n---\nx');
    writeFileSync(join(lab.dir, '.opencode/commands/bad.md'), '');
    lab.said.length = 0;
    await lab.run('commands');
    expect(lab.said[0]).to.match(/^\/fix FILE \| mends/);
    expect(lab.text()).to.contain('bad.md').and.not.to.contain('\u001b');
    (lab.kernel.config as { trusts: unknown }).trusts = () => false;
    lab.said.length = 0;
    await lab.run('commands');
    expect(lab.text()).to.contain('not trusted').and.not.to.contain('/fix');
  });
});
