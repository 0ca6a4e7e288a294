import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Ran, Sandbox } from '../../../../test/support/cli.ts';
import { ROOT } from '../../../../test/support/tree.ts';

const EVERYTHING = join(ROOT, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');

describe('mcp', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());
  const mcp = (...args: string[]): Promise<Ran> => sandbox.run(['mcp', ...args]);
  const toml = () => readFileSync(sandbox.configFile, 'utf8');
  const add = (...args: string[]) => mcp('add', 'every', '--env', 'A=b=c', '--', process.execPath, EVERYTHING, ...args);

  it('writes servers into opencode.toml and leaves the rest of it alone', async () => {
    writeFileSync(sandbox.configFile, '# mine\n[ui]\ntheme = "dark" # kept\n');
    expect((await add('--', 'stdio')).code).to.equal(0);
    const text = toml();
    expect(text).to.match(/^# mine\n\[ui\]\ntheme = "dark" # kept\n/);
    expect(text).to.include('[mcp.servers.every]').and.include('A = "b=c"').and.include('"--", "stdio"');
    expect((await add()).stderr).to.include('--force');
    expect((await mcp('disable', 'every')).code).to.equal(0);
    expect(toml()).to.include('enabled = false');
    const list = JSON.parse((await mcp('list', '--json')).stdout) as { servers: { name: string; state: string }[] };
    expect(list.servers.map(({ name, state }) => [name, state])).to.deep.equal([['every', 'off']]);
    expect((await mcp('enable', 'every')).stdout).to.include('is on');
    expect((await mcp('remove', 'every')).code).to.equal(0);
    expect(toml()).to.not.include('every');
    expect(toml()).to.include('theme = "dark" # kept');
  });

  it('tests a server, tells its tools and calls them', async () => {
    await add();
    const test = JSON.parse((await mcp('test', 'every', '--json')).stdout) as { state: string; tools: number };
    expect(test).to.include({ state: 'connected' });
    expect(test.tools).to.be.greaterThan(5);
    expect((await mcp('tools', 'every')).stdout).to.match(/^echo +every_echo /m);
    expect((await mcp('call', 'every', 'echo', '{"message": "hi"}')).stdout).to.equal('Echo: hi\n');
    const wrong = await mcp('call', 'every', 'echo', '{}');
    expect(wrong.code).to.not.equal(0);
    expect((await mcp('call', 'every', 'echo', 'no json')).stderr).to.include('not JSON');
  });

  it('hides keys, and says what is wrong in words that help', async () => {
    const added = await mcp(
      'add',
      'far',
      '--url',
      'http://127.0.0.1:60999/mcp?key=hidden-one',
      '--header',
      'Authorization: Bearer hidden-two',
      '--json',
    );
    expect(added.code, added.stderr).to.equal(0);
    for (const ran of [added, await mcp('list', '--json'), await mcp('test', 'far')]) {
      expect(ran.stdout + ran.stderr).to.not.include('hidden-two');
    }
    expect((await mcp('list')).stdout)
      .to.include('http://127.0.0.1:60999/mcp')
      .and.not.include('hidden');
    expect((await mcp('test', 'far')).stderr).to.match(/far: .*ECONNREFUSED/);
    expect((await mcp('test', 'fra')).stderr).to.include('did you mean far');
    expect((await mcp('add', 'x')).code).to.equal(2);
    expect((await mcp('add', 'x y', '--', 'prog')).stderr).to.include('cannot name a server');
    expect((await mcp('add', 'x', '--env', 'nothing', '--', 'prog')).stderr).to.include('--env');
    expect((await mcp('call', 'far', 'x', '[]')).stderr).to.include('JSON object');
    expect((await mcp('auth', 'logout', 'far')).stdout).to.include('no sign-in');
    expect((await mcp('auth', 'list', '--json')).stdout.trim()).to.equal('[]');
  });

  it("leaves the project's .mcp.json as it is", async () => {
    const file = join(sandbox.work, '.mcp.json');
    writeFileSync(file, JSON.stringify({ mcpServers: { theirs: { command: process.execPath, args: [EVERYTHING] } } }));
    const list = await mcp('list');
    expect(list.stdout).to.equal('');
    expect(list.stderr).to.include('not trusted').and.include('theirs');
    expect((await mcp('remove', 'theirs', '--trust')).stderr).to.include('.mcp.json');
    expect((await mcp('disable', 'theirs', '--trust')).code).to.equal(0);
    expect((await mcp('list', '--trust')).stdout).to.match(/theirs .* off /);
    expect(existsSync(file)).to.equal(true);
  });
});
