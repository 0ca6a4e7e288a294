import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { labs, put } from '../support/run.ts';
import { screens } from '../support/screen.ts';

describe('undo in a conversation', () => {
  const make = labs();
  const open = screens();

  it('takes files and messages back and brings them again, and asks where somebody changed something', async function () {
    this.timeout(60_000);
    const lab = await make({
      script: [
        {
          toolCalls: [
            { name: 'write', input: { filePath: 'a.txt', content: 'agent\n' } },
            { name: 'bash', input: { command: 'mkdir -p new/deep; echo b > new/deep/b.txt' } },
          ],
        },
        { text: 'It is done.' },
      ],
    });
    const path = (name: string) => join(lab.sandbox.work, name);
    const screen = open(lab, { args: ['--permission-mode', 'full'], cols: 160 });
    const say = async (line: string, seen: string | RegExp) => {
      await screen.settled();
      screen.press('ctrl+u');
      screen.type(line);
      screen.press('enter');
      await screen.until(seen);
    };
    await screen.until('build>');
    await say('make the files', 'It is done.');
    await say('/undo', /removed .*a\.txt[\s\S]*build> make the files/);
    expect([existsSync(path('a.txt')), existsSync(path('new'))]).to.deep.equal([false, false]);
    await say('/redo', /restored .*b\.txt/);
    expect([readFileSync(path('a.txt'), 'utf8'), readFileSync(path('new/deep/b.txt'), 'utf8')]).to.deep.equal(['agent\n', 'b\n']);
    put(lab.sandbox, 'a.txt', 'mine\n');
    await say('/undo', /somebody else changed it since[\s\S]*\+mine[\s\S]*Undo the rest/);
    screen.press('enter');
    await screen.until(/removed .*b\.txt/);
    await screen.settled();
    expect([readFileSync(path('a.txt'), 'utf8'), existsSync(path('new'))]).to.deep.equal(['mine\n', false]);
  });
});
