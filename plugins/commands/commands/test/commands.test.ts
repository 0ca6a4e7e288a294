import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { PromptCommand } from '../../../../kernel/src/index.ts';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('opencode commands', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());
  const put = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const project = (name: string, text: string) => put(join(sandbox.work, '.opencode/commands', name), text);
  const commands = (...args: string[]) => sandbox.run(['commands', ...args]);

  it('list those of the person; those of a project where it is trusted', async () => {
    project('front/button.md', '---\nargument-hint: NAME\n---\nMake $1\n');
    project('undo.md', 'x');
    project('bad.md', '');
    put(join(sandbox.home, '.config/opencode/commands/mine.md'), 'Do mine.\n');
    const untrusted = await commands('list');
    expect(untrusted.stdout)
      .to.match(/^\/mine +yours +Do mine\.$/m)
      .and.match(/^\/review \[REF\] +built in/m)
      .and.not.include('button');
    expect(untrusted.stderr).to.include('not trusted');
    const { stdout, stderr } = await commands('list', '--trust');
    expect(stdout).to.match(/^\/front:button NAME +project +Make \$1$/m);
    expect(stderr)
      .to.match(/\/undo has the name \/undo/)
      .and.include('bad.md');
    const found = JSON.parse((await commands('list', '--trust', '--json')).stdout) as { commands: { id: string; source: string }[] };
    expect(found.commands.map(({ id, source }) => `${id} ${source}`)).to.deep.equal([
      'front:button project',
      'init builtin',
      'mine user',
      'review builtin',
    ]);
  });

  it('show one, and say that the tools it names allow nothing', async () => {
    project('ship.md', '---\nallowed-tools: Bash(git push *)\nagent: build\n---\nShip $ARGUMENTS.\n');
    const { stdout } = await commands('show', '/ship', '--trust');
    expect(stdout).to.include('they allow nothing: Bash(git push *)').and.include('\nShip $ARGUMENTS.').and.include('Agent: build');
    expect((JSON.parse((await commands('show', 'ship', '--trust', '--json')).stdout) as PromptCommand).body).to.equal('Ship $ARGUMENTS.');
    const wrong = await commands('show', 'shipp', '--trust');
    expect(wrong.code).to.equal(42);
    expect(wrong.stderr).to.include('did you mean ship?');
  });
});
