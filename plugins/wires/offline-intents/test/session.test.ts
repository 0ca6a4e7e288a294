import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { MiniSession } from './mini-session.ts';

const SAMPLE = fileURLToPath(new URL('../../../providers/offline/sample', import.meta.url));
const folders: string[] = [];

function folder(files: Record<string, string> = {}): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-offline-')));
  folders.push(dir);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

function git(dir: string, ...args: string[]): string {
  const result = spawnSync('git', ['-c', 'init.defaultBranch=main', '-C', dir, ...args], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout;
}

function repository(dir: string): string {
  git(dir, 'init', '-q');
  git(dir, 'config', 'user.name', 'A Person');
  git(dir, 'config', 'user.email', 'person@example.com');
  git(dir, 'add', '-A');
  git(dir, 'commit', '-q', '-m', 'Begin');
  return dir;
}

const names = (session: MiniSession) => session.calls.map((call) => call.name);

describe('offline/intents: sessions', function () {
  this.timeout(60_000);
  afterEach(() => {
    for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
  });

  it('walks through the demo of the sample project', async () => {
    const dir = folder();
    cpSync(SAMPLE, dir, { recursive: true });
    const session = new MiniSession(repository(dir));
    const prompts = readFileSync(join(dir, 'demo.script'), 'utf8')
      .split(/^---$/m)
      .map((block) => block.replace(/^#.*$/gm, '').trim());
    expect(prompts).to.have.length(6);

    expect(await session.say(prompts[0] ?? '')).to.match(/^3 lines with a TODO comment in 3 files/);
    const failing = await session.say(prompts[1] ?? '');
    expect(failing).to.match(/^The tests fail \(7 passed, 1 failed\): `npm test` ended with exit code 1/);
    expect(failing).to.include('src/price.js:8').and.to.include('a price cannot be negative');
    expect(await session.say(prompts[2] ?? '')).to.match(
      /^src\/price\.js .*line 8.*6: {3}const left = Math\.round\(price - price \* percent\)/s,
    );
    expect(await session.say(prompts[3] ?? '')).to.match(/^Changed src\/price\.js, line 6:.*\(price \* percent\) \/ 100/s);
    expect(names(session)).to.deep.equal(['read', 'edit']);
    expect(await session.say(prompts[4] ?? '')).to.match(/^The tests pass \(8 passed\)/);
    expect(names(session)).to.deep.equal(['bash']);
    expect(await session.say(prompts[5] ?? '')).to.match(/^-.*price \* percent.*\n\+.*\(price \* percent\) \/ 100/m);
  });

  it('finds the culprit through the imports when the trace names only the test, and says that it guesses', async () => {
    const dir = folder({
      'package.json': '{"type":"module","scripts":{"test":"node --test"}}',
      'lib/sum.js': 'export const sum = (a, b) => a - b;\n',
      'lib/other.js': 'export const other = 1;\n',
      'test/sum.test.js':
        "import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { other } from '../lib/other.js';\nimport { sum } from '../lib/sum.js';\n\ntest('other', () => assert.equal(other, 1));\ntest('sums', () => {\n  assert.equal(sum(1, 2), 3);\n});\n",
    });
    const session = new MiniSession(dir);
    expect(await session.say('Run the tests'))
      .to.match(/^The tests fail/)
      .and.to.include('Next: Read the test file');
    const answer = await session.say('Read the culprit');
    expect(session.calls.map((call) => call.input.filePath)).to.deep.equal(['test/sum.test.js', 'lib/sum.js']);
    expect(answer).to.include('a guess').and.to.include('a - b');
    expect(await session.say('Read the test file')).to.match(/^test\/sum\.test\.js/);
    await session.say('Replace "a - b" with "a + b" in lib/sum.js');
    expect(await session.say('Run the tests again')).to.match(/^The tests pass \(2 passed\)/);
    expect(await session.say('Fix any failures')).to.match(/nothing to fix/);
  });

  it('stops after a failure and says what it did not begin', async () => {
    const session = new MiniSession(folder({ 'package.json': '{"scripts":{"test":"exit 3"}}' }));
    const answer = await session.say('Run the tests and then commit everything with message "Done"');
    expect(answer)
      .to.match(/exit code [13]/)
      .and.to.include('Not begun: git commit');
    expect(names(session)).to.deep.equal(['read', 'bash']);
  });

  it('finds how other projects run their tests', async () => {
    const makefile = new MiniSession(folder({ Makefile: 'test:\n\t@echo all fine\n' }));
    expect(await makefile.say('Run the tests')).to.match(/^The tests pass: `make test`/);
    expect(names(makefile)).to.deep.equal(['read', 'ls', 'read', 'bash']);
    const rust = new MiniSession(folder({ 'Cargo.toml': '', 'src/go.mod': '' }));
    await rust.say('Run the tests');
    expect(rust.calls.at(-1)?.input.command).to.equal('cargo test');
    const nothing = new MiniSession(folder({ 'notes.txt': 'x' }));
    expect(await nothing.say('Run the tests')).to.match(/no way to run tests/);
    const unset = new MiniSession(folder({ 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' }));
    expect(await unset.say('Run the tests')).to.match(/no way to run tests/);
  });

  it('edits: one place, all places, several files, and refuses what is ambiguous', async () => {
    const dir = folder({ 'a.js': 'const foo = 1;\nuse(foo);\n', 'b.js': 'foo();\n', 'c.js': 'bar();\n' });
    const session = new MiniSession(dir);
    expect(await session.say('Replace "foo" with "baz" in a.js')).to.match(/did not work.*stands in 2 lines.*Replace all occurrences/s);
    expect(await session.say('Replace all occurrences of "foo" with "$& baz" in a.js')).to.match(
      /^Changed 2 lines of a\.js.*1: const \$& baz = 1;/s,
    );
    expect(readFileSync(join(dir, 'a.js'), 'utf8')).to.equal('const $& baz = 1;\nuse($& baz);\n');
    expect(await session.say('Replace "$& baz" with "foo" everywhere')).to.equal('a.js: changed');
    expect(await session.say('Replace all occurrences of "foo" with "qux" in all files')).to.equal('a.js: changed\nb.js: changed');
    expect(readFileSync(join(dir, 'b.js'), 'utf8')).to.equal('qux();\n');
    expect(await session.say('Change "const" to "let" and "use" to "take" in a.js')).to.match(/^Changed 2 lines/);
    expect(readFileSync(join(dir, 'a.js'), 'utf8')).to.equal('let qux = 1;\ntake(qux);\n');
    expect(await session.say('Add "// checked" after "let qux" in it')).to.match(/^Added to a\.js/);
    expect(readFileSync(join(dir, 'a.js'), 'utf8')).to.equal('let qux = 1;\n// checked\ntake(qux);\n');
    expect(await session.say('Replace "missing" with "x" in it')).to.match(/did not work/);
  });

  it('resolves "it" from what was used last, also a single hit of a search and an answer', async () => {
    const session = new MiniSession(folder({ 'src/price.js': 'a\nb\nc\n', 'src/other.js': 'z\n' }));
    await session.say('Search for "b" in src');
    expect(await session.say('Read lines 2-3 of it')).to.match(/lines 2-3/);
    await session.say('Read src/other.js');
    await session.say('Ask the user which file to modify');
    expect(await session.say('Read that file')).to.match(/^src\/price\.js/);
    expect(await session.say('Read src/missing.js')).to.match(/did not work/);
    expect(await session.say('Read src/other.js and explain what it does')).to.match(/^src\/other\.js.*not explain/s);
    expect(session.calls).to.have.length(1);
  });

  it('means by "it" what was appended to or renamed, and neither what is missing nor what it looked up by itself', async () => {
    const session = new MiniSession(folder({ 'a.py': 'x\n', 'package.json': '{"scripts":{"test":"true"}}' }));
    await session.say('Read package.json');
    expect(await session.say('Read it')).to.match(/^package\.json/);
    await session.say('Append "y = 1" to a.py');
    await session.say('Run the tests');
    expect(await session.say('Read it')).to.match(/^a\.py.*y = 1/s);
    await session.say('Rename a.py to "it\'s b.py"');
    await session.say('Read gone.py');
    expect(await session.say('Read that file')).to.match(/^it's b\.py.*y = 1/s);
  });

  it('works with git: state, diff, commit, push to a remote, and says when there is no repository', async () => {
    const bare = folder();
    git(bare, 'init', '-q', '--bare');
    const dir = repository(folder({ 'main.py': 'a = 1\n', "it's.txt": 'x\n' }));
    git(dir, 'remote', 'add', 'origin', bare);
    const session = new MiniSession(dir);
    expect(await session.say('What files have been modified?')).to.match(/^No files are modified/);
    expect(await session.say('Create a commit with message "x"')).to.match(/nothing to commit/);
    writeFileSync(join(dir, 'main.py'), 'a = 2\n');
    writeFileSync(join(dir, 'new.py'), 'b = 1\n');
    expect(await session.say('What files have been modified?')).to.match(/^2 changed files.*main\.py.*new\.py/s);
    expect(await session.say('Show me the diff for main.py')).to.match(/-a = 1\n\+a = 2/);
    expect(await session.say(`Create a commit with message "It's \`done\` $(now)"`)).to.match(/^Committed all changes \(2 entries\)/);
    expect(git(dir, 'log', '-1', '--format=%s').trim()).to.equal("It's `done` $(now)");
    expect(await session.say('Push to origin')).to.match(/^Pushed/);
    expect(git(bare, 'log', '-1', '--format=%s', 'main').trim()).to.equal("It's `done` $(now)");
    expect(await session.say('Delete "it\'s.txt"')).to.equal("Deleted it's.txt.");
    expect(existsSync(join(dir, "it's.txt"))).to.equal(false);
    expect(await new MiniSession(folder()).say('Show me the diff')).to.match(/not in a git repository/);
  });

  it('commits only what is staged where something is staged', async () => {
    const dir = repository(folder({ 'a.txt': '1\n', 'b.txt': '1\n' }));
    writeFileSync(join(dir, 'a.txt'), '2\n');
    writeFileSync(join(dir, 'b.txt'), '2\n');
    const session = new MiniSession(dir);
    await session.say('Stage a.txt');
    expect(await session.say('Commit with message "One"')).to.match(/what was staged \(1 file\)/);
    expect(git(dir, 'show', '--name-only', '--format=', 'HEAD').trim()).to.equal('a.txt');
    expect(await session.say('Commit "Two"')).to.match(/all changes \(1 entry\)/);
  });

  it('keeps a list of tasks', async () => {
    const session = new MiniSession(folder());
    expect(await session.say('Show my tasks')).to.match(/empty/);
    await session.say('Add todo: Fix the failing test');
    expect(await session.say('Add a task: Write "docs"')).to.match(
      /2 tasks, 2 open:\n\[ \] 1\. Fix the failing test\n\[ \] 2\. Write "docs"/,
    );
    expect(await session.say('Mark task 1 as complete')).to.match(/2 tasks, 1 open:\n\[x\] 1\./);
    expect(await session.say('Start task 2')).to.include('[>] 2. Write "docs"');
    expect(await session.say('Mark task 7 as done')).to.match(/no task 7/);
    expect(await session.say('Clear completed tasks')).to.match(/^1 task, 1 open:\n\[>\] 2\./);
    expect(await session.say('Remove task 2')).to.match(/empty/);
  });

  it('repeats the last request on "again", runs and reports commands', async () => {
    const session = new MiniSession(folder());
    expect(await session.say('Execute: echo one; exit 4')).to.match(/failed with exit code 4.*one/s);
    expect(await session.say('Again')).to.match(/failed with exit code 4/);
    expect(await session.say('Run it again')).to.match(/failed with exit code 4/);
    expect(await session.say('Run no-such-program-here')).to.match(/not found on this machine/);
    expect(await session.say('Run `true`')).to.match(/succeeded and printed nothing/);
  });

  it('creates, reads many, searches and says so when there is nothing', async () => {
    const dir = folder({ 'src/a.py': 'def total():\n    return 1\n', 'src/b.py': 'from a import total\n', 'c.txt': 'total\n' });
    const session = new MiniSession(dir);
    expect(await session.say('Read all Python files in src/')).to.match(/^2 files? found|src\/a\.py/);
    expect(names(session)).to.deep.equal(['glob', 'read', 'read']);
    expect(await session.say('Find usages of "total" function')).to.match(/^3 lines.*by text/s);
    expect(await session.say('Go to definition of "total"')).to.match(/^src\/a\.py.*defined at line 1/s);
    expect(await session.say('Search for "nowhere"')).to.match(/No line/);
    expect(await session.say('Find all Rust files')).to.match(/No file matches/);
    expect(await session.say('Apply this diff:\n```diff\n--- a/c.txt\n+++ b/c.txt\n@@ -1 +1 @@\n-total\n+sum\n```')).to.match(
      /git apply says/,
    );
    expect(readFileSync(join(dir, 'c.txt'), 'utf8')).to.equal('sum\n');
  });
});
