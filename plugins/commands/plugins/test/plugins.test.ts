import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { commandContract } from '../../../../test/contracts/command.ts';
import { english } from '../../../../test/support/english.ts';
import { testToolContext } from '../../../../test/support/tool-context.ts';
import Plugins from '../src/commands/plugins/index.ts';
import Inspect from '../src/commands/plugins/inspect.ts';
import Install from '../src/commands/plugins/install.ts';
import Link from '../src/commands/plugins/link.ts';
import Uninstall from '../src/commands/plugins/uninstall.ts';
import Update from '../src/commands/plugins/update.ts';
import { PluginsLab, TOOL, TOOL_CODE } from './support.ts';

commandContract({ pluginDir: new URL('..', import.meta.url), id: 'plugins' });

describe('opencode plugins', function () {
  this.timeout(120_000);
  let lab: PluginsLab;
  const good = { apiVersion: '^1.0.0', contributes: { tool: [TOOL] }, permissions: ['fs.read', 'net:api.acme.test'] };
  const pack = (root: string): string => {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', lab.work], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
    return `./${readdirSync(lab.work).find((name) => name.endsWith('.tgz'))}`;
  };
  const saved = { PATH: process.env.PATH, registry: process.env.npm_config_registry };

  beforeEach(async () => {
    lab = await PluginsLab.make();
    // no registry is reachable in these tests: a plugin without dependencies must not need one
    process.env.npm_config_registry = 'http://127.0.0.1:9';
  });
  afterEach(async () => {
    process.env.PATH = saved.PATH;
    if (saved.registry === undefined) delete process.env.npm_config_registry;
    else process.env.npm_config_registry = saved.registry;
    await lab.dispose();
  });

  it('installs a folder after showing what it wants, runs it apart from us, and uninstalls it without a trace', async () => {
    const root = await lab.package(
      '@acme/hello',
      { ...good, permissions: ['fs.read'] },
      { files: { 'index.js': TOOL_CODE('String(process.pid)') }, pkg: { peerDependencies: { '@ock/kernel': '^1.0.0' } } },
    );
    const { value, error, out, notes } = await lab.run<{ permissions: string[] }>(Install, root, '--yes');
    expect(error).to.equal(undefined);
    expect(value?.permissions).to.deep.equal(['fs.read']);
    expect(out).to.equal('installed @acme/hello 1.0.0\n');
    expect(notes).to.contain(`file:${root}`).and.contain('tool:hello').and.contain('fs.read');
    expect(statSync(join(lab.dataDir, 'grants.json')).mode & 0o777).to.equal(0o600);

    const kernel = await lab.kernel();
    expect(kernel.find('tool', 'hello')?.contribution.description).to.equal('Says hello');
    expect(kernel.options.plugins[0]).to.include({ origin: 'user', name: '@acme/hello' });

    expect((await lab.run(Plugins)).out).to.match(/^@acme\/hello +1\.0\.0 +user +not used yet +tool:hello\n$/);
    const { value: facts } = await lab.run<Record<string, unknown>>(Inspect, 'hello', '--json');
    expect(facts).to.include({ name: '@acme/hello', runs: 'child', from: `file:${root}` });
    expect(facts?.granted).to.deep.equal(['fs.read']);

    expect((await lab.run(Uninstall, '@acme/hello')).error).to.equal(undefined);
    expect(existsSync(join(lab.dataDir, 'node_modules/@acme/hello'))).to.equal(false);
    expect(readdirSync(join(lab.dataDir, 'packages'))).to.deep.equal([]);
    expect(lab.folder.grants()).to.deep.equal({});
    expect((await lab.kernel()).find('tool', 'hello')).to.equal(undefined);
  });

  it('installs a .tgz by relative path, with no npm on PATH', async () => {
    const tarball = pack(await lab.package('@acme/hello', good));
    process.env.PATH = '/nonexistent';
    const { error } = await lab.run(Install, tarball, '--yes');
    expect(error).to.equal(undefined);
    expect(lab.folder.index().plugins.map(({ name }) => name)).to.deep.equal(['@acme/hello']);
  });

  it('runs no script of the package, whatever npm would do', async () => {
    const scripts = Object.fromEntries(
      ['preinstall', 'install', 'postinstall', 'prepare', 'prepack'].map((name) => [name, `touch ${lab.base}/ran-${name}`]),
    );
    const root = await lab.package('@acme/hello', good, { pkg: { scripts } });
    expect((await lab.run(Install, root, '--yes')).error).to.equal(undefined);
    expect(readdirSync(lab.base).filter((name) => name.startsWith('ran-'))).to.deep.equal([]);
  });

  it('asks nobody where nobody is: without --yes nothing is installed, exit 54', async () => {
    const { error, notes } = await lab.run(Install, await lab.package('@acme/hello', good));
    expect(error).to.include({ code: 'OC_PLUGIN_UNTRUSTED', exitCode: 54 });
    expect(notes).to.contain('net:api.acme.test  talk to api.acme.test');
    expect(existsSync(join(lab.dataDir, 'node_modules/@acme'))).to.equal(false);
    expect(lab.folder.entries()).to.deep.equal([]);
  });

  const refused: Record<string, [opencode: object | undefined, code: string, says: RegExp, name?: string]> = {
    'another kernel API': [{ ...good, apiVersion: '^2.0.0' }, 'OC_PLUGIN_INCOMPATIBLE', /\^2\.0\.0/],
    'no manifest': [undefined, 'OC_PLUGIN_MANIFEST', /"opencode"/],
    'a made-up permission': [{ ...good, permissions: ['root'] }, 'OC_PLUGIN_MANIFEST', /opencode\.permissions\.0/],
    'a tool without schema': [{ ...good, contributes: { tool: [{ ...TOOL, parameters: 'none' }] } }, 'OC_PLUGIN_MANIFEST', /parameters/],
    'our scope': [good, 'OC_PLUGIN_MANIFEST', /@ock/, '@ock/tool-evil'],
  };
  for (const [what, [opencode, code, says, name]] of Object.entries(refused)) {
    it(`refuses ${what} before npm touches the folder`, async () => {
      const { error } = await lab.run(Install, await lab.package(name ?? '@acme/hello', opencode), '--yes');
      expect(error?.code).to.equal(code);
      expect(errorText(error, english)).to.match(says);
      expect(existsSync(join(lab.dataDir, 'node_modules'))).to.equal(false);
    });
  }

  it('refuses what is no package: git addresses, missing files, archives that are none', async () => {
    expect((await lab.run(Install, 'git+https://example.test/x.git')).error?.code).to.equal('OC_INPUT');
    expect((await lab.run(Install, 'me/repo')).error?.code).to.equal('OC_INPUT');
    expect((await lab.run(Install, './missing.tgz')).error?.message).to.contain('does not exist');
    writeFileSync(join(lab.work, 'bad.tgz'), 'not gzip');
    expect((await lab.run(Install, './bad.tgz', '--yes')).error?.code).to.equal('OC_PLUGIN_INSTALL');
  });

  it('says which parts need --grant inline, and grants it when told', async () => {
    const root = await lab.package('@acme/hello', { ...good, contributes: { frontend: [{ id: 'gui' }] } });
    const plain = await lab.run<{ permissions: string[] }>(Install, root, '--yes');
    expect(plain.notes).to.contain('frontend:gui: these need --grant inline');
    const inline = await lab.run<{ permissions: string[] }>(Install, root, '--yes', '--grant', 'inline');
    expect(inline.value?.permissions).to.include('inline');
    expect(inline.notes).to.contain('inside opencode, unrestricted');
  });

  it('updates from where it came, asks again for more permissions only, and keeps the old version otherwise', async () => {
    const root = await lab.package('@acme/hello', good);
    await lab.run(Install, root, '--yes');
    const version = () => lab.folder.index().plugins[0]?.version;
    expect((await lab.run(Update)).out).to.contain('is installed already');

    await lab.package('@acme/hello', good, { version: '1.1.0' });
    const same = await lab.run(Update);
    expect([same.out, version()]).to.deep.equal(['updated @acme/hello to 1.1.0\n', '1.1.0']);

    await lab.package('@acme/hello', { ...good, permissions: [...good.permissions, 'exec'] }, { version: '1.2.0' });
    const more = await lab.run<{ failed: object[] }>(Update);
    expect(more.value?.failed).to.have.length(1);
    expect(more.notes).to.contain('wants        exec').and.contain('has          fs.read');
    expect(version()).to.equal('1.1.0');
    expect((await lab.run(Update, '--yes')).out).to.contain('1.2.0');
    expect(lab.folder.grants()['@acme/hello']?.permissions).to.include('exec');
    expect(readdirSync(join(lab.dataDir, 'packages'))).to.have.length(1);
    process.exitCode = undefined;
  });

  it('lets two install at once', async () => {
    const roots = await Promise.all(
      ['@acme/one', '@acme/two'].map((name, i) => lab.package(name, { ...good, contributes: { tool: [{ ...TOOL, id: `t${i}` }] } })),
    );
    const runs = roots.map((root) => {
      const script = join(import.meta.dirname, 'install-here.ts');
      return new Promise<string>((resolve) => {
        import('node:child_process').then(({ execFile }) =>
          execFile(
            process.execPath,
            ['--import', 'tsx', '--conditions=source', script, lab.base, root],
            { env: process.env },
            (error, _out, stderr) => resolve(error ? stderr : ''),
          ),
        );
      });
    });
    expect(await Promise.all(runs)).to.deep.equal(['', '']);
    expect(
      lab.folder
        .index()
        .plugins.map(({ name }) => name)
        .sort(),
    ).to.deep.equal(['@acme/one', '@acme/two']);
  });

  it('replaces the bundled bash by a linked plugin with three lines of TOML', async () => {
    const root = await lab.package(
      '@me/tool-bash',
      {
        apiVersion: '^1.0.0',
        contributes: { tool: [{ ...TOOL, id: 'bash', permission: 'exec', readOnly: false }] },
        permissions: ['exec'],
      },
      { files: { 'index.js': TOOL_CODE('"mine: " + input.command', 'bash') } },
    );
    const linked = await lab.run(Link, root);
    expect(linked.out).to.contain('linked @me/tool-bash 1.0.0');
    expect(linked.notes).to.contain('[override] "tool:bash" = "@me/tool-bash"');
    expect((await lab.kernel()).find('tool', 'bash')?.plugin.name).to.equal('@ock/tool-bash');
    lab.config = { override: { 'tool:bash': '@me/tool-bash' } } as typeof lab.config;
    const kernel = await lab.kernel();
    const tool = (await kernel.use('tool', 'bash')) as import('@ock/kernel').Tool<unknown>;
    const ctx = await testToolContext();
    expect(await tool.run({ command: 'ls' }, ctx)).to.deep.equal({ text: 'mine: ls' });
    expect(await tool.run({ fail: true }, ctx).catch((error: unknown) => error), 'one kernel instance').to.be.instanceOf(ToolError);
    await ctx.dispose();
    expect((await lab.run(Uninstall, '@me/tool-bash')).out).to.contain('unlinked');
    expect(existsSync(root)).to.equal(true);
  });

  it('lists what cannot be used, with the reason, and names near misses', async () => {
    const root = await lab.package('@me/x', good);
    await lab.run(Link, root);
    writeFileSync(
      join(root, 'package.json'),
      JSON.stringify({ name: '@me/x', version: '1.0.0', opencode: { ...good, apiVersion: '^9.0.0' } }),
    );
    expect((await lab.run(Plugins)).out).to.match(/@me\/x +\? +linked +unusable +@me\/x needs kernel API \^9\.0\.0/);
    expect((await lab.run(Inspect, '@ock/tool-bsh')).error?.message).to.contain('@ock/tool-bash');
    expect((await lab.run(Uninstall, '@ock/tool-bash')).error?.message).to.contain('part of opencode');
    expect((await lab.run(Uninstall, '@no/body')).error?.message).to.contain('not installed');
    expect(readFileSync(join(lab.dataDir, 'package.json'), 'utf8')).to.contain('@me/x');
  });
});
