import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Sandbox } from '../support/cli.ts';

describe('mistakes of people', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  it('names the nearest command, within topics and in help as well', async () => {
    for (const [typed, told] of [
      [['sesion', 'list'], '"sesion" is not a command; did you mean session list?'],
      [['session', 'lst'], '"session lst" is not a command; did you mean session list?'],
      [['help', 'docter'], '"docter" is not a command; did you mean doctor?'],
      [['help', 'config', 'validat'], '"config validat" is not a command; did you mean config validate?'],
    ] as const) {
      const { code, stderr, stdout } = await sandbox.run(typed);
      expect(stderr).to.equal(`error: ${told}\n`);
      expect(stdout).to.equal('');
      expect(code).to.equal(2);
    }
  });

  it('exits 0 when the value that config get prints is a number', async () => {
    writeFileSync(sandbox.configFile, '[limits]\nmax_turns = 5\n');
    const { code, stdout } = await sandbox.run(['config', 'get', 'limits.max_turns']);
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: '5\n' });
  });

  it('says in the first help how the agent is talked to', async () => {
    const { stdout } = await sandbox.run(['--help']);
    expect(stdout).to.contain('opencode [DIR]').and.to.contain('--model PROVIDER/MODEL');
  });

  it('tells a rule that cannot be read as a mistake in the file', async () => {
    writeFileSync(sandbox.configFile, '[permissions]\nallow = ["bash("]\n');
    const { code, stderr } = await sandbox.run(['run', 'ls']);
    expect(stderr).to.equal(`error: ${sandbox.configFile}: permissions.allow: expected tool or tool(pattern), got "bash("\n`);
    expect(code).to.equal(52);
  });

  it('tells what the system objects to in words, with the path', async () => {
    for (const args of [
      ['import', 'nope.json'],
      ['config', 'validate', 'nope.json'],
      ['plugins', 'link', 'nope.json'],
      ['run', '--file', 'nope.json', 'ls'],
      ['run', '--script', 'nope.json'],
      ['session', 'list', '--dir', 'nope.json'],
    ]) {
      const { code, stdout, stderr } = await sandbox.run(args);
      expect(stdout + stderr, args.join(' ')).to.match(/^error: .*nope\.json: no such file( or folder)?\n$/);
      expect(code).to.be.oneOf([1, 42, 52]);
    }
  });

  it('says once what is wrong with a file that is no session', async () => {
    writeFileSync(join(sandbox.work, 'bad.json'), '{"format":"opencode-session","version":1,"session":{},"messages":[]}');
    const { stderr } = await sandbox.run(['import', 'bad.json']);
    expect(stderr.split('not a session export')).to.have.length(2);
  });

  it('opens no editor where there is no terminal, unless one was chosen', async () => {
    const { code, stdout, stderr } = await sandbox.run(['config', 'edit']);
    expect(stdout + stderr).to.equal('error: an editor needs a terminal; in scripts use "opencode config set"\n');
    expect(code).to.equal(2);
    const chosen = await sandbox.run(['config', 'edit'], { env: { EDITOR: 'false' } });
    expect(chosen.stderr).to.contain('the editor "false" ended with exit code 1; choose one with --editor, VISUAL or EDITOR');
    expect(chosen.code).to.equal(52);
  });

  it('tells a wrong value of a flag on one line', async () => {
    const { code, stderr } = await sandbox.run(['session', 'list', '--limit', 'abc']);
    expect(stderr).to.match(/^error: --limit: "abc" is no whole number\n$/);
    expect(code).to.equal(2);
  });

  for (const [what, args, says] of [
    ['a missing argument', ['config', 'get'], 'missing: KEY (--help tells what the command takes)'],
    ['an argument too many', ['models', 'info', 'a/b', 'c'], 'too much: "c" (--help tells what the command takes)'],
    ['an unknown flag', ['models', '--jsn'], '--jsn is not an option here; did you mean --json?'],
    ['a value that is none of the known ones', ['run', '--format', 'xml', 'ls'], '--format: "xml" is none of text, json, stream-json'],
    ['a flag without its value', ['session', 'list', '--limit'], '--limit takes a value'],
    ['a flag given twice', ['session', 'list', '-n', '1', '-n', '2'], '--limit may be given only once'],
    ['a number too small', ['session', 'list', '--limit', '0'], '--limit: 0 is less than 1'],
    [
      'flags that exclude each other',
      ['run', '--auto', '--permission-mode', 'plan', 'ls'],
      '--permission-mode and --auto exclude each other',
    ],
    ['a flag that needs another', ['run', '--keep-going', 'ls'], '--keep-going needs --script'],
  ] as const) {
    it(`tells ${what} in the words of the catalogue`, async () => {
      const { code, stderr } = await sandbox.run([...args]);
      expect(stderr).to.equal(`error: ${says}\n`);
      expect(code).to.equal(2);
    });
  }

  it('says how a profile comes to be', async () => {
    const { code, stderr } = await sandbox.run(['--profile', 'nope', 'run', 'ls']);
    expect(stderr).to.equal('error: there is no profile "nope" ([profiles.nope] in opencode.toml makes one)\n');
    expect(code).to.equal(52);
  });

  it('says how to name a model where a provider has none of its own', async () => {
    const { code, stderr } = await sandbox.run(['--provider', 'ollama', 'run', 'hi']);
    expect(stderr).to.match(/^error: provider ollama has no default model; name one with --model ollama\/NAME/);
    expect(code).to.equal(42);
  });

  it('refuses words after a folder, which nobody would read', async () => {
    for (const args of [
      [sandbox.work, 'List the files'],
      ['repl', sandbox.work],
    ]) {
      const { code, stderr } = await sandbox.run(args);
      expect(stderr).to.contain('opencode run --dir DIR PROMPT');
      expect(code).to.equal(2);
    }
  });

  it('names the entry of auth.json that holds no key', async () => {
    mkdirSync(sandbox.dataDir, { recursive: true });
    writeFileSync(join(sandbox.dataDir, 'auth.json'), '{"openai": 5}');
    const { code, stderr } = await sandbox.run(['auth', 'list']);
    expect(stderr).to.equal(
      `error: ${sandbox.dataDir}/auth.json: "openai" holds no key; repair or delete the entry\nWhat to do: opencode docs OC_AUTH_STORE\n`,
    );
    expect(code).to.equal(41);
  });

  it('tells what an override does that names a plugin that is not there', async () => {
    writeFileSync(sandbox.configFile, '[override]\n"tool:bash" = "@me/tool-bsh"\n');
    const { code, stderr } = await sandbox.run(['tools', 'list']);
    expect(stderr).to.equal(
      'opencode: [override] "tool:bash" = "@me/tool-bsh": no enabled plugin of that name brings tool:bash; used: @ock/tool-bash\n',
    );
    expect(code).to.equal(0);
  });

  it('says what to do where nothing can be stored', async () => {
    writeFileSync(join(sandbox.home, '.local'), 'no folder can be made below a file');
    const { code, stderr } = await sandbox.run(['run', 'ls']);
    expect(stderr).to.contain('OPENCODE_DATA_DIR').and.to.contain('--no-session');
    expect(code).to.equal(0);
    const kept = await sandbox.run(['run', '--no-session', 'ls']);
    expect(kept.stderr).to.not.contain('error');
    expect(kept.code).to.equal(0);
  });
});
