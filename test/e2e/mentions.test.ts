import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FakeRequest } from '../fake-model/server.ts';
import { type Lab, labs, lines, put } from '../support/run.ts';

describe('what a prompt mentions', () => {
  const make = labs();
  const sent = ({ fake }: Lab, at = -1) => JSON.stringify((fake.requests.at(at) as FakeRequest).body.messages);
  const json = ['--format', 'stream-json'];

  it('stands beside it, once, also in the next process: lines, folders, skills denied or not', async () => {
    const lab = await make();
    put(lab.sandbox, 'a.txt', 'LINE-ONE\nLINE-TWO\nLINE-THREE\n');
    mkdirSync(join(lab.sandbox.work, 'lib'));
    writeFileSync(join(lab.sandbox.work, 'lib/INSIDE.ts'), '');
    const { stdout } = await lab.sandbox.run(['run', '--title', 'x', ...json, 'see @a.txt#L2-2 and @lib, me@example.com, @Override']);
    expect(sent(lab)).to.contain('LINE-TWO').and.contain('INSIDE.ts');
    expect(sent(lab)).not.to.contain('LINE-ONE');
    expect(lines(stdout).find(({ type }) => type === 'user')?.mentioned).to.deep.equal(['@a.txt#L2-2', '@lib']);
    await lab.sandbox.run(['run', '--continue', 'and?']);
    expect(sent(lab).split('LINE-TWO')).to.have.length(2);
  });

  it('stays out where it is denied, and is not asked about where the person typed it', async () => {
    const lab = await make(undefined, '[permissions]\ndeny = ["read(private/**)"]\n');
    mkdirSync(join(lab.sandbox.work, 'private'));
    writeFileSync(join(lab.sandbox.work, 'private/a.txt'), 'PRIVATE-TEXT\n');
    put(lab.sandbox, '.env', 'SECRET-IN-ENV=abc\n');
    writeFileSync(join(lab.sandbox.home, 'outside.txt'), 'OUTSIDE-TEXT\n');
    const { stdout } = await lab.sandbox.run(['run', ...json, `see @private/a.txt @.env @${lab.sandbox.home}/outside.txt`]);
    expect(sent(lab)).not.to.contain('PRIVATE-TEXT');
    expect(sent(lab)).not.to.contain('SECRET-IN-ENV');
    expect(sent(lab)).to.contain('OUTSIDE-TEXT');
    expect(lines(stdout).filter(({ type, code }) => type === 'notice' && code === 'mention')).to.have.length(2);
  });

  it('of a sub-agent’s prompt is judged in full', async () => {
    const lab = await make({
      handler: (request) => {
        const text = JSON.stringify(request.body.messages);
        if (text.includes('CHILD-TASK') && !text.includes('PARENT')) return { text: 'done' };
        return text.includes('"role":"tool"')
          ? { text: 'over' }
          : {
              toolCalls: [
                {
                  name: 'task',
                  input: { agent: 'general', title: 't', description: 't', prompt: `CHILD-TASK @${lab.sandbox.home}/outside.txt @in.txt` },
                },
              ],
            };
      },
    });
    writeFileSync(join(lab.sandbox.home, 'outside.txt'), 'OUTSIDE-TEXT\n');
    put(lab.sandbox, 'in.txt', 'INSIDE-TEXT\n');
    await lab.sandbox.run(['run', 'PARENT']);
    const child =
      lab.fake.requests.map((_, at) => sent(lab, at)).find((text) => text.includes('CHILD-TASK') && !text.includes('PARENT')) ?? '';
    expect(child).to.contain('INSIDE-TEXT');
    expect(child).not.to.contain('OUTSIDE-TEXT');
  });
});
