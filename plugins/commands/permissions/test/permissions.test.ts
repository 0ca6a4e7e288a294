import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Ran, Sandbox } from '../../../../test/support/cli.ts';

describe('permissions', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());
  const permissions = (...args: string[]): Promise<Ran> => sandbox.run(['permissions', ...args]);
  const configure = (text: string) => writeFileSync(sandbox.configFile, text);

  it('says what would happen, in words, in JSON and by its exit code', async () => {
    configure('[permissions]\nallow = ["bash(npm test *)"]\nask = ["webfetch(domain:example.com)"]\n');
    for (const [code, ...args] of [
      [0, 'read', 'src/a.ts'],
      [0, 'bash', 'npm test -- x'],
      [0, 'bash', 'git', 'status'],
      [10, 'bash', 'git push'],
      [10, 'edit', 'src/a.ts'],
      [0, 'edit', 'src/a.ts', '--mode', 'accept-edits'],
      [10, 'edit', '.github/workflows/ci.yml', '--mode', 'accept-edits'],
      [11, 'edit', 'src/a.ts', '--mode', 'plan'],
      [11, 'edit', 'src/a.ts', '--agent', 'plan'],
      [11, 'read', '.env', '--mode', 'full'],
      [0, 'read', '.env', '--allow', 'read(.env)'],
      [10, 'webfetch', 'https://docs.example.com/a', '--allow', 'webfetch'],
      [0, 'mcp_github_create', 'owner=acme, repo=web', '--allow', 'mcp_github_*(owner=acme)'],
      [10, 'mcp_github_create', 'owner=evil, repo=web', '--allow', 'mcp_github_*(owner=acme)'],
      [11, 'write', '--params', '{"filePath":"sub/../.env","content":"x"}'],
    ] as const) {
      const ran = await permissions('check', ...args);
      expect(ran.code, args.join(' ') + ran.stderr + ran.stdout).to.equal(code);
    }
    const explained = await permissions('check', 'bash', 'npm test', '--explain');
    expect(explained.stdout).to.include('the rule bash(npm test *) allows it').and.include(`${sandbox.configFile}:2`);
    const told = JSON.parse((await permissions('check', 'bash', 'npm test && git push', '--json')).stdout) as Record<string, unknown>;
    expect(told).to.include({ tool: 'bash', effect: 'ask', mode: 'ask', rule: 'bash(git push)' });
  });

  it('makes no call and asks nobody', async () => {
    const { code } = await permissions('check', 'bash', 'touch made', '--mode', 'full');
    expect(code).to.equal(0);
    expect(() => readFileSync(join(sandbox.work, 'made'))).to.throw();
  });

  it('refuses rules and arguments that cannot be read', async () => {
    for (const args of [
      ['check', 'bash', 'x', '--deny', 'bash('],
      ['check', 'write', '--params', '{'],
      ['add', 'bash('],
      ['remove', 'read(x)'],
    ]) {
      const { code, stderr } = await permissions(...args);
      expect(code, args.join(' ')).to.equal(42);
      expect(stderr).to.not.include('command-permissions.');
    }
  });

  it('writes rules, lists them with their places, and takes them away', async () => {
    configure('# mine\n[permissions]\nallow = ["read(/etc/hosts)"] # kept\n');
    expect((await permissions('add', 'bash(npm test *)')).code).to.equal(0);
    expect((await permissions('add', '--deny', 'read(secrets/**)', '--project')).code).to.equal(0);
    expect((await permissions('add', '--saved', 'bash(make)')).code).to.equal(0);
    expect((await permissions('add', 'bash(npm test *)')).stdout).to.include('already');
    expect(readFileSync(sandbox.configFile, 'utf8')).to.match(
      /^# mine\n\[permissions\]\nallow = \["read\(\/etc\/hosts\)", "bash\(npm test \*\)"\] # kept\n/,
    );
    const list = JSON.parse((await permissions('list', '--json')).stdout) as { rules: Record<string, unknown>[] };
    expect(list.rules.map(({ effect, rule, scope, line }) => [effect, rule, scope, line])).to.deep.equal([
      ['deny', 'read(secrets/**)', 'project', 2],
      ['allow', 'read(/etc/hosts)', 'user', 3],
      ['allow', 'bash(npm test *)', 'user', 3],
      ['allow', 'bash(make)', 'saved', undefined],
    ]);
    expect((await permissions('check', 'bash', 'make')).code).to.equal(0);
    expect((await permissions('check', 'read', 'secrets/a')).code).to.equal(11);
    for (const rule of ['bash(make)', 'bash(npm test *)', 'read(secrets/**)'])
      expect((await permissions('remove', rule)).code, rule).to.equal(0);
    expect((await permissions('list')).stdout)
      .to.include('read(/etc/hosts)')
      .and.not.include('make')
      .and.not.include('secrets');
    expect(readFileSync(sandbox.configFile, 'utf8')).to.include('# kept');
  });

  it('lists rules in other spellings as they count', async () => {
    configure('[permissions]\nbash_allow = ["git status", "npm run *"]\nauto_approve_tools = ["webfetch"]\n');
    const list = JSON.parse((await permissions('list', '--json')).stdout) as { rules: Record<string, unknown>[] };
    expect(list.rules.map(({ rule, written, key, line }) => [rule, written, key, line])).to.deep.equal([
      ['webfetch', undefined, 'auto_approve_tools', 3],
      ['bash(git status *)', 'git status', 'bash_allow', 2],
      ['bash(npm run *)', 'npm run *', 'bash_allow', 2],
    ]);
    expect((await permissions('list')).stdout).to.match(/allow +bash\(git status \*\) +user/);
  });

  it('loses no rule when several are added at the same time', async () => {
    const rules = [1, 2, 3, 4, 5].map((n) => `bash(tool${n} *)`);
    for (const ran of await Promise.all(rules.map((rule) => permissions('add', rule, '--deny')))) expect(ran.code, ran.stderr).to.equal(0);
    for (const rule of rules) expect(readFileSync(sandbox.configFile, 'utf8')).to.include(`"${rule}"`);
    const [first = '', ...rest] = rules;
    await Promise.all([permissions('remove', first), permissions('add', 'bash(more *)', '--deny')]);
    for (const rule of [...rest, 'bash(more *)']) expect(readFileSync(sandbox.configFile, 'utf8')).to.include(`"${rule}"`);
    expect(readFileSync(sandbox.configFile, 'utf8')).to.not.include(first);
  });

  it('says which keys of an untrusted project do not count', async () => {
    writeFileSync(join(sandbox.work, 'opencode.toml'), '[permissions]\nallow = ["bash"]\ndeny = ["bash(rm *)"]\n');
    const { stdout, stderr } = await permissions('list');
    expect(stdout).to.include('bash(rm *)').and.include('not trusted');
    expect(stderr).to.include('permissions.allow');
  });

  it('checks the examples of a file, by hand and when a session starts', async () => {
    const rules = '[permissions]\ndeny = ["bash(git push*)"]\nallow = ["edit(docs/**)"]\n';
    const example = (call: string, expected: string) => `[[permissions.examples]]\ncall = "${call}"\nexpect = "${expected}"\n`;
    const good = rules + example('bash git -C . push', 'deny') + example('edit docs/a.md', 'allow') + example('read .env', 'deny');
    const file = join(sandbox.work, 'rules.toml');
    writeFileSync(file, good);
    expect((await permissions('test', 'rules.toml')).code).to.equal(0);
    writeFileSync(file, good + example('edit src/a.ts', 'allow'));
    const failed = await permissions('test', 'rules.toml');
    expect(failed.code).to.equal(1);
    expect(failed.stdout).to.include('"edit src/a.ts" should be allow and is ask').and.include('3 of 4');
    configure(good);
    expect((await permissions('check', 'read', 'a')).code).to.equal(0);
    configure(good + example('edit src/a.ts', 'allow'));
    const started = await sandbox.run(['run', 'hello']);
    expect(started.code).to.equal(52);
    expect(started.stderr).to.include(sandbox.configFile).and.include('edit src/a.ts').and.include('ask');
  });

  it('finds a project from a folder below it', async () => {
    mkdirSync(join(sandbox.work, '.git'));
    mkdirSync(join(sandbox.work, 'sub'));
    await permissions('add', '--saved', 'bash(make)');
    expect((await sandbox.run(['permissions', 'check', 'bash', 'make'], { cwd: join(sandbox.work, 'sub') })).code).to.equal(0);
  });
});
