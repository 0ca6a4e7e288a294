import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { type Lab, labs, put } from '../../../../../test/support/run.ts';
import { screens, type TestScreen } from '../../../../../test/support/screen.ts';

const UNNAMED = '[session]\nauto_title = false\n';
const bash = (command: string) => ({ name: 'bash', input: { command } });

describe('permission prompts on a screen', () => {
  const open = screens();
  const make = labs();
  let made: Lab;
  async function start(script: Step[]): Promise<TestScreen> {
    made = await make({ script }, UNNAMED);
    const screen = open(made);
    await screen.until('build> ');
    screen.type('go\r');
    return screen;
  }
  /** keys answer nothing before a person can have read the question */
  const press = async (screen: TestScreen, key: string) => {
    await screen.settled();
    await setTimeout(300);
    screen.type(key);
  };
  const exists = (file: string) => existsSync(join(made.sandbox.work, file));

  it('show a long command screen by screen, and take no yes before its end was seen', async () => {
    const lines = Array.from({ length: 40 }, (_line, at) => `echo step ${at} && touch f${at}`);
    const screen = await start([{ toolCalls: [bash([...lines, 'rm -rf build'].join('\n'))] }, { text: 'Done.' }]);
    await screen.until(/May bash do this\?[\s\S]*echo step 0 [\s\S]*Space … \d+ more lines/, 'screen');
    expect(await screen.settled())
      .to.not.include('y once')
      .and.not.include('rm -rf');
    await press(screen, 'y');
    await press(screen, 'a');
    expect(exists('f0')).to.equal(false);
    await press(screen, ' ');
    await screen.until(/echo step 20 [\s\S]*Space … \d+ more lines/, 'screen');
    await press(screen, ' ');
    await screen.until(/ rm -rf build\n[\s\S]*y once/, 'screen');
    const all = screen.all();
    for (let at = 0; at < 40; at++) expect(all.split(`echo step ${at} &&`), `line ${at}`).to.have.length(2);
    await press(screen, 'y');
    await screen.until('Done.');
    expect(exists('f39')).to.equal(true);
  });

  it('go on at Enter where nothing is drawn anew, and take no yes before the end there either', async () => {
    const lines = Array.from({ length: 40 }, (_line, at) => `echo step ${at} && touch f${at}`);
    made = await make({ script: [{ toolCalls: [bash(lines.join('\n'))] }, { text: 'Done.' }] }, `${UNNAMED}[ui]\nscreen_reader = true\n`);
    const screen = open(made);
    await screen.until('build>');
    screen.type('go\r');
    await screen.until(/echo step 0 [\s\S]*Enter … \d+ more lines · n no/);
    screen.type('y\r');
    await screen.until('Please answer');
    expect(screen.all()).to.not.include('y once');
    screen.type('\r');
    await screen.until(/echo step 20 [\s\S]*Enter … \d+ more lines/);
    screen.type('\r');
    await screen.until(/echo step 39 [\s\S]*y once/);
    expect(exists('f0')).to.equal(false);
    screen.type('y\r');
    await screen.until('Done.');
    expect(exists('f39')).to.equal(true);
  });

  it('show the rest of a long change on demand, and repeat nothing of it', async () => {
    const content = Array.from({ length: 90 }, (_line, at) => `line ${at}.`).join('\n');
    const screen = await start([{ toolCalls: [{ name: 'write', input: { filePath: 'new.txt', content } }] }, { text: 'Done.' }]);
    await screen.until(/\+line 39\.\n {4}… 51 more lines \(Ctrl-O\)[\s\S]*y once/);
    screen.press('ctrl+o');
    await screen.until(/\+line 89\.\n[\s\S]*y once/);
    await press(screen, 'y');
    await screen.until(/allowed once\n→ write new\.txt ✓ \+90 -0[^\n]*\n\nDone\./);
  });

  it('show what is lost where a file is removed, and say nothing twice', async () => {
    made = await make({ script: [{ toolCalls: [{ name: 'rm', input: { filePath: 'old.txt' } }] }, { text: 'Done.' }] }, UNNAMED);
    put(made.sandbox, 'old.txt', 'the only copy\nof a poem\n');
    const screen = open(made);
    await screen.until('build> ');
    screen.type('go\r');
    await screen.until(/May rm do this\?\n {4}write old\.txt\n {4}-the only copy\n {4}-of a poem\n[\s\S]*y once/);
    expect(exists('old.txt')).to.equal(true);
    await press(screen, 'y');
    await screen.until('Done.');
    expect(exists('old.txt')).to.equal(false);
  });

  it('show whole lines, whatever the model replaces in them', async () => {
    made = await make(
      {
        script: [
          { toolCalls: [{ name: 'read', input: { filePath: 'a.ts' } }] },
          { toolCalls: [{ name: 'edit', input: { filePath: 'a.ts', oldString: 'b, 2', newString: 'b, 3' } }] },
          { text: 'Done.' },
        ],
      },
      UNNAMED,
    );
    put(made.sandbox, 'a.ts', 'one\ntwo\nthree\nfour\n  call(b, 2);\r\nsix');
    const screen = open(made);
    await screen.until('build> ');
    screen.type('go\r');
    await screen.until(
      /write a\.ts\n {4}@@ -2,5 \+2,5 @@\n {5}two\n {5}three\n {5}four\n {4}- {2}call\(b, 2\);\n {4}\+ {2}call\(b, 3\);\n {5}six\n/,
    );
  });
});
