import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Step } from '../../fake-model/script.ts';
import { type Lab, labs, put } from '../../support/run.ts';
import { screens, type TestScreen } from '../../support/screen.ts';

/** SGR with a colour in it: 16, 256 or all */
const COLOUR = /\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m/;
const CODE = 'See [the site](https://example.org/).\n\n```js\nconst answer = 42;\n```';
const EDIT: Step = { toolCalls: [{ name: 'edit', input: { filePath: 'a.txt', oldString: 'old', newString: 'new' } }] };

describe('terminals of every kind', function () {
  this.timeout(40_000);
  const open = screens();
  const make = labs();
  let lab: Lab;
  const begin = async () => {
    lab = await make({ script: [EDIT, { text: CODE }] }, '[session]\nauto_title = false\n[ui]\ntheme = "nord"\n');
    put(lab.sandbox, 'a.txt', 'old\n');
  };
  const work = async (env: Record<string, string>, enter = ''): Promise<TestScreen> => {
    await begin();
    const screen = open(lab, { env });
    await screen.until('build>');
    await screen.settled();
    screen.type('go\r');
    await screen.until('always: edit(a.txt)');
    await screen.settled();
    screen.type(`y${enter}`);
    await screen.until(/const answer = 42;[\s\S]*tokens in/);
    await screen.settled();
    expect(readFileSync(join(lab.sandbox.work, 'a.txt'), 'utf8')).to.equal('new\n');
    return screen;
  };

  it('have no colour with NO_COLOR, and everything else', async () => {
    const screen = await work({ NO_COLOR: '1', COLORTERM: 'truecolor' });
    expect(screen.raw).to.not.match(COLOUR);
    expect(screen.raw).to.include('\x1b[?2026h');
    expect(screen.text()).to.match(/build> \? keys[^\n]*\nbuild · fake\/m1/);
  });

  for (const [level, wanted, other] of [
    ['1', /\x1b\[(?:\d+;)*(?:3[1-7]|9[0-7])m/, /[34]8;[25];/],
    ['2', /38;5;\d+m/, /[34]8;2;/],
    ['3', /38;2;\d+;\d+;\d+m/, /[34]8;5;/],
  ] as const)
    it(`have as many colours as FORCE_COLOR=${level} says, also with NO_COLOR`, async () => {
      const screen = await work({ FORCE_COLOR: level, NO_COLOR: '1' });
      expect(screen.raw).to.match(wanted).and.not.match(other);
    });

  it('have no colours with FORCE_COLOR=0', async () => {
    expect((await work({ FORCE_COLOR: '0' })).raw).to.not.match(COLOUR);
  });

  it('get lines alone with TERM=dumb: no escape sequence, questions answered by a line', async () => {
    const screen = await work({ TERM: 'dumb', COLORTERM: 'truecolor' }, '\r');
    expect(screen.raw).to.not.include('\x1b');
    screen.type('/exit\r');
    expect(await screen.exit).to.equal(0);
  });

  it('of a build server are worked on as others, with no links', async () => {
    const linked = await work({ TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.99.0' });
    expect(linked.raw).to.include('\x1b]8;;https://example.org/');
    expect((await work({ CI: '1', TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.99.0' })).raw).to.not.include('\x1b]8;;');
  });

  it('that are none get plain text, in colour where FORCE_COLOR says so', async () => {
    await begin();
    const run = (env: Record<string, string>) => lab.sandbox.run([], { input: 'go\n', env: { TERM: 'xterm-256color', ...env } });
    for (const env of [{}, { CI: '1' }, { NO_COLOR: '1' }]) {
      const { stdout, stderr } = await run(env as Record<string, string>);
      expect(stdout + stderr, JSON.stringify(env)).to.not.include('\x1b');
      expect(stderr).to.include('build');
    }
    expect((await run({ FORCE_COLOR: '1' })).stdout).to.match(COLOUR);
  });
});
