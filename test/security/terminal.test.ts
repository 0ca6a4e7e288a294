import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { expect } from 'chai';
import { BIN } from '../support/cli.ts';
import { type Lab, lab, put } from '../support/run.ts';

/** Sets the clipboard, clears the screen, renames the window, types for the person, turns text around. */
const EVIL = '\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u001b]0;owned\u001b\\\u009b31m\u001bc\u202edetrevni';
const SHOWN = /\u001b[\]c[]|\u0007|\u009b|\u202e/;

let open: Lab;
/** What the built program shows in a terminal. */
function shown(args: string[]): Promise<string> {
  const { sandbox } = open;
  const env = { ...sandbox.env, TERM: 'xterm-256color' };
  const pty = spawn(process.execPath, [BIN, ...args], { name: 'xterm-256color', cols: 200, rows: 50, cwd: sandbox.work, env });
  let text = '';
  pty.onData((data) => {
    text += data;
    // asked whether to trust the folder
    if (/\[y\/N\] (\x1b\[[0-9;]*[A-Za-z])*$/.test(data)) pty.write('n\r');
  });
  // how readline draws the question is ours
  return new Promise((resolve) => pty.onExit(() => resolve(text.replace(/\x1b\[(?:\d+G|0J)/g, ''))));
}

/** What the program itself writes: a line of progress that is replaced, a hint in dim letters. */
const withoutOurs = (text: string): string => text.replace(/\r\x1b\[K|\x1b\[(?:2|22)m/g, '');

describe('a terminal', () => {
  afterEach(() => open.close());

  it('is told nothing by models, tools, files, servers and titles that it would obey', async () => {
    const name = `a${EVIL.replaceAll('/', '')}.txt`;
    open = await lab({
      script: [
        {
          text: `Looking ${EVIL}`,
          toolCalls: [
            { name: 'read', input: { filePath: name } },
            { name: `no${EVIL}tool`, input: { path: EVIL } },
            { name: 'bash', input: { command: `printf '%s' '${EVIL}'; exit 2` } },
            { name: 'read', input: { filePath: `missing${EVIL}` } },
          ],
        },
        { text: `Done ${EVIL}.` },
      ],
    });
    put(open.sandbox, name, `content ${EVIL}\n`);
    for (const args of [
      ['run', '--auto', '--verbose', '--title', `title ${EVIL}`, `prompt ${EVIL}`],
      ['run', '--auto', '--format', 'json', 'again'],
      ['session', 'list'],
      ['session', 'show'],
      ['tools', 'run', 'read', '--params', JSON.stringify({ filePath: name })],
      ['run', '--session', `none${EVIL}`, 'x'],
      ['run', '--model', `no/${EVIL}`, 'x'],
      ['run', '--file', `none${EVIL}`, 'x'],
      ['run', '--allow', `bad${EVIL}(`, 'x'],
      ['config', 'get', `none${EVIL}`],
      ['plugins', 'inspect', `none${EVIL}`],
      ['permissions', 'check', 'bash', `echo ${EVIL}`, '--explain'],
      ['permissions', 'check', 'read', name, '--explain'],
      ['permissions', 'check', `no${EVIL}tool`],
      ['permissions', 'add', `bash(${EVIL})`],
      ['permissions', 'list'],
      ['permissions', 'remove', `none${EVIL}`],
      ['session', 'list', '--json'],
      ['session', 'search', `title ${EVIL}`],
      [`unknown${EVIL}`, 'command'],
    ]) {
      const text = await shown(args);
      expect(text.length, args[0]).to.be.above(1);
      expect(SHOWN.exec(withoutOurs(text))?.[0], JSON.stringify(text)).to.equal(undefined);
    }
  });

  it('is told nothing by the errors of a server and the configuration of a repository', async () => {
    open = await lab({ script: [{ text: 'x' }], faults: [{ kind: 'status', status: 400, times: 9, body: { error: { message: EVIL } } }] });
    expect(SHOWN.exec(withoutOurs(await shown(['run', 'x'])))?.[0]).to.equal(undefined);
    const escaped = JSON.stringify(EVIL).replaceAll('\u009b', '\\u009b');
    for (const text of [
      `${escaped} = 1\n`,
      `[provider.${escaped}]\nbase_url = "http://x"\n`,
      `model = [${escaped}]\n`,
      `model = "${EVIL}"\n`,
    ]) {
      writeFileSync(join(open.sandbox.work, 'opencode.toml'), text);
      const out = await shown(['run', 'x']);
      expect(SHOWN.exec(withoutOurs(out))?.[0], JSON.stringify(out)).to.equal(undefined);
    }
  });

  it('alone is spared: a pipe gets the answer as it is', async () => {
    open = await lab({ script: [{ text: `Done ${EVIL}.` }] });
    const { stdout, stderr } = await open.sandbox.run(['run', 'x']);
    expect(stdout).to.equal(`Done ${EVIL}.\n`);
    expect(SHOWN.exec(stderr)?.[0]).to.equal(undefined);
  });
});
