import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FakeRequest, Step } from '../../fake-model/server.ts';
import { labs } from '../../support/run.ts';
import { screens } from '../../support/screen.ts';

// its output differs each time: no circle
const COMMAND = 'tee -a written < input; wc -l < written';

/** Calls the same command at each prompt. */
function answer({ body }: FakeRequest): Step {
  const messages = body.messages as { role: string }[];
  if (messages.at(-1)?.role === 'tool') return { text: `done ${messages.filter(({ role }) => role === 'tool').length}` };
  return { toolCalls: [{ name: 'bash', input: { command: COMMAND } }] };
}

describe('an answer for the session', function () {
  this.timeout(60_000);
  const open = screens();
  const make = labs();

  it('holds while the session is open, and not for a copy of it, nor when it is taken up later', async () => {
    const lab = await make({ handler: answer }, '[session]\nauto_title = false\n[sandbox]\nmode = "off"\n');
    const written = () => readFileSync(join(lab.sandbox.work, 'written'), 'utf8').split('\n').length - 1;
    await lab.sandbox.run(['sandbox', 'run', '--', 'sh', '-c', 'echo line > input']);
    const screen = open(lab, { cols: 100, rows: 30 });
    const say = async (line: string, seen: string | RegExp) => {
      await screen.settled();
      screen.type(`${line}\r`);
      await screen.until(seen, 'screen');
    };
    const question = / {2}y /;
    await screen.until('build> ');
    await say('one', question);
    screen.press('s');
    await screen.until('done 1');
    await say('two', 'done 2');
    expect(written()).to.equal(2);
    await say('/fork', /This is ses_\w+ from here on/);
    await say('three', question);
    expect(written(), 'nothing ran before the answer').to.equal(2);
    screen.press('s');
    await screen.until('done 3');
    await say('four', 'done 4');
    screen.press('ctrl+q');
    expect(await screen.exit).to.equal(0);
    const later = open(lab, { cols: 100, rows: 30, args: ['--continue'] });
    await later.until('build> ');
    await later.settled();
    later.type('five\r');
    await later.until(question, 'screen');
    expect(written()).to.equal(4);
    later.press('n');
    await later.settled();
    later.press('ctrl+q');
    await later.exit;
    const { code, stderr } = await lab.sandbox.run(['run', '--continue', '--fork', '--permission-mode', 'ask', 'six']);
    expect(code, stderr).to.equal(0);
    expect(written(), 'nobody could be asked').to.equal(4);
  });
});
