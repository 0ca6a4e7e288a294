import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { FakeRequest } from '../fake-model/server.ts';
import { type Lab, labs } from '../support/run.ts';

describe('AGENTS.md', () => {
  const make = labs();
  const put = (dir: string, files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
  };
  const sent = ({ fake }: Lab, at = -1) => JSON.stringify((fake.requests.at(at) as FakeRequest).body.messages);
  const order = (text: string, ...words: string[]) => words.map((word) => text.indexOf(word));

  it('is told once with the first prompt: the person’s, what is imported, the root’s, the nearest last', async () => {
    const lab = await make();
    const { work, home } = lab.sandbox;
    put(home, { '.config/opencode/AGENTS.md': 'GLOBAL-RULE', '.config/opencode/style.md': 'never read' });
    put(work, {
      '.git/HEAD': '',
      'AGENTS.md': 'ROOT-RULE\u202e\nsee @docs/style.md and `@docs/code.md` and @.env\n',
      'docs/style.md': 'IMPORTED-RULE',
      'docs/code.md': 'NOT-IMPORTED',
      '.env': 'SECRET-OF-MINE=1',
      'sub/CLAUDE.md': 'NEAR-RULE',
    });
    await lab.sandbox.run(['run', '--title', 'x', 'hello'], { cwd: join(work, 'sub') });
    await lab.sandbox.run(['run', '--continue', 'again'], { cwd: join(work, 'sub') });
    const text = sent(lab);
    const places = order(text, 'GLOBAL-RULE', 'IMPORTED-RULE', 'ROOT-RULE', 'NEAR-RULE', 'hello');
    expect(places).to.deep.equal([...places].sort((a, b) => a - b));
    expect(places[0]).to.be.above(0);
    expect(text.split('ROOT-RULE')).to.have.length(2);
    expect(text).not.to.contain('NOT-IMPORTED');
    expect(text).not.to.contain('SECRET-OF-MINE');
    expect(text).not.to.contain('\u202e');
  });

  it('is not followed out of the workspace by a link', async () => {
    const lab = await make();
    put(lab.sandbox.home, { 'private.md': 'PRIVATE-TEXT' });
    put(lab.sandbox.work, { '.git/HEAD': '' });
    symlinkSync(join(lab.sandbox.home, 'private.md'), join(lab.sandbox.work, 'AGENTS.md'));
    await lab.sandbox.run(['run', '--title', 'x', 'hello']);
    expect(sent(lab)).not.to.contain('PRIVATE-TEXT');
  });

  it('is cut at the budget with a word on it, and off at 0', async () => {
    const lab = await make(undefined, '[context]\nrules_bytes = 200\n');
    put(lab.sandbox.work, { 'AGENTS.md': `START-RULE\n${'a line of rules\n'.repeat(100)}END-RULE\n` });
    await lab.sandbox.run(['run', '--title', 'x', 'hello']);
    expect(sent(lab)).to.contain('START-RULE').and.contain('cut here');
    expect(sent(lab)).not.to.contain('END-RULE');
    const off = await make(undefined, '[context]\nrules_bytes = 0\n');
    put(off.sandbox.work, { 'AGENTS.md': 'START-RULE' });
    await off.sandbox.run(['run', '--title', 'x', 'hello']);
    expect(sent(off)).not.to.contain('START-RULE');
  });

  it('is cut and not passed over where the file is huge', async () => {
    const lab = await make({ script: [{ text: 'ok' }] });
    put(lab.sandbox.work, { '.git/HEAD': '', 'AGENTS.md': `FIRST-RULE\n${'more\n'.repeat(400_000)}` });
    await lab.sandbox.run(['run', '--title', 'x', 'go']);
    expect(sent(lab)).to.contain('FIRST-RULE').and.contain('cut here');
  });

  it('of a folder below is told once, with the first file that is read there; instructions of the configuration too', async () => {
    const script = [
      { toolCalls: [{ name: 'read', input: { filePath: 'pkg/a/one.txt' } }] },
      { toolCalls: [{ name: 'read', input: { filePath: 'pkg/a/two.txt' } }] },
      { text: 'Read.' },
    ];
    const lab = await make({ script }, 'instructions = ["rules/*.md"]\n');
    put(lab.sandbox.work, {
      '.git/HEAD': '',
      'rules/one.md': 'GLOB-RULE',
      'pkg/AGENTS.md': 'NESTED-RULE',
      'pkg/a/one.txt': '1\n',
      'pkg/a/two.txt': '2\n',
    });
    await lab.sandbox.run(['run', '--auto', '--title', 'x', 'read them']);
    expect(sent(lab, 0)).to.contain('GLOB-RULE').and.not.contain('NESTED-RULE');
    expect(sent(lab).split('NESTED-RULE')).to.have.length(2);
  });

  it('of a folder below is not told again by another process, unless it has left what the model sees', async () => {
    const read = (filePath: string) => ({ toolCalls: [{ name: 'read', input: { filePath } }] });
    const script = [read('pkg/one.txt'), { text: 'one' }, read('pkg/two.txt'), { text: 'two' }, { text: 'all' }, read('pkg/three.txt')];
    const lab = await make({ script: [...script, { text: 'three' }] }, '[context]\nkeep_turns = 0\n');
    put(lab.sandbox.work, {
      '.git/HEAD': '',
      'pkg/AGENTS.md': 'NESTED-RULE',
      'pkg/one.txt': '1\n',
      'pkg/two.txt': '2\n',
      'pkg/three.txt': '3\n',
    });
    await lab.sandbox.run(['run', '--auto', '--title', 'x', 'read one']);
    await lab.sandbox.run(['run', '--auto', '--continue', 'read two']);
    expect(sent(lab).split('NESTED-RULE')).to.have.length(2);
    await lab.sandbox.run(['session', 'compact']);
    await lab.sandbox.run(['run', '--auto', '--continue', 'read three']);
    expect(sent(lab).split('NESTED-RULE')).to.have.length(2);
  });
});
