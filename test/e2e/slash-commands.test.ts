import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { FakeRequest } from '../fake-model/server.ts';
import { type Lab, labs } from '../support/run.ts';

describe('slash commands from files', () => {
  const make = labs();
  const sent = ({ fake }: Lab, at = -1) => JSON.stringify((fake.requests.at(at) as FakeRequest).body.messages);
  const put = ({ sandbox }: Lab, name: string, text: string) => {
    const file = join(sandbox.work, '.opencode/commands', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  it('work in opencode run, where their folder is trusted, under permission', async () => {
    const lab = await make();
    put(lab, 'team/greet.md', 'Greet $1. Here: !`echo FROM-SHELL $1`');
    const untrusted = await lab.sandbox.run(['run', '/team:greet Ann']);
    expect(untrusted.stderr).to.match(/not trusted.*commands/);
    expect(sent(lab)).to.contain('/team:greet Ann').and.not.to.contain('Greet Ann');
    const refused = await lab.sandbox.run(['run', '--trust', '--deny', 'bash', '/team:greet Ann']);
    expect(sent(lab)).to.contain('Greet Ann. Here: (not run');
    expect(refused.stderr).to.contain('was not run');
    await lab.sandbox.run(['run', '--trust', '--allow', 'bash(echo *)', '/team:greet Ann']);
    expect(sent(lab)).to.contain('FROM-SHELL Ann');
  });

  it('bring /init and /review along', async () => {
    const lab = await make();
    await lab.sandbox.run(['run', '/review HEAD~3']);
    expect(sent(lab)).to.contain('What to review: HEAD~3');
    const { body } = lab.fake.requests.at(-1) as FakeRequest;
    expect(JSON.stringify(body.tools)).not.to.contain('"edit"').and.not.to.contain('"write"');
  });

  it('work from a pipe into the REPL', async () => {
    const lab = await make();
    put(lab, 'greet.md', 'Greet $ARGUMENTS.');
    const { stderr, code } = await lab.sandbox.run(['--trust'], { input: '/greet Ann and Bob\n/gret\n' });
    expect(sent(lab)).to.contain('Greet Ann and Bob.');
    expect(stderr).to.contain('/greet');
    expect(code).to.equal(2);
  });
});
