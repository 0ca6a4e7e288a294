import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadConfig } from '../../src/config/load-config.ts';
import { World } from './world.ts';

describe('loadConfig', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  it('is content without any file', () => {
    const { config, files, notices, profile } = world.load({ builtin: { agent: 'build' } });
    expect(config).to.deep.equal({ agent: 'build' });
    expect(notices).to.deep.equal([]);
    expect(profile).to.equal(undefined);
    expect(files.every(({ status }) => status === 'absent')).to.equal(true);
    expect(files[0]?.path).to.equal(world.globalFile);
  });

  it('lets every layer override the one below, in the documented order', () => {
    const key = (n: number) => `[limits]\nmax_turns = ${n}\n`;
    const turns = (options = {}) => world.load({ builtin: { limits: { max_turns: 1 } }, ...options });
    expect(turns().config.limits?.max_turns).to.equal(1);
    world.write(world.globalFile, key(2));
    expect(turns().config.limits?.max_turns).to.equal(2);
    world.write('opencode.toml', key(3));
    expect(turns().config.limits?.max_turns).to.equal(3);
    world.write('.opencode/opencode.toml', key(4));
    expect(turns().config.limits?.max_turns).to.equal(4);
    world.write('packages/app/opencode.toml', key(5));
    expect(turns().config.limits?.max_turns).to.equal(5);
    const extra = world.write(join(world.root, 'extra.toml'), `${key(6)}[profiles.p.limits]\nmax_turns = 7\n`);
    world.env.OPENCODE_CONFIG = extra;
    expect(turns().config.limits?.max_turns).to.equal(6);
    world.env.OPENCODE_PROFILE = 'p';
    expect(turns().config.limits?.max_turns).to.equal(7);
    world.env.OPENCODE_LIMITS__MAX_TURNS = '8';
    expect(turns().config.limits?.max_turns).to.equal(8);
    expect(turns({ flags: { limits: { max_turns: 9 } } }).config.limits?.max_turns).to.equal(9);
    world.write(world.managed, key(10));
    const loaded = turns({ flags: { limits: { max_turns: 9 } } });
    expect(loaded.config.limits?.max_turns).to.equal(10);
    expect(loaded.origin('limits.max_turns')).to.deep.equal({ layer: 'managed', file: world.managed });
  });

  it('does not look above the git root, and only at cwd outside of git', () => {
    world.write(join(world.root, 'opencode.toml'), 'agent = "outside"\n');
    world.write('packages/opencode.toml', 'language = "ja"\n');
    expect(world.load().config).to.deep.equal({ language: 'ja' });
    const bare = join(world.root, 'bare/deep');
    mkdirSync(bare, { recursive: true });
    world.write(join(world.root, 'bare/opencode.toml'), 'agent = "above"\n');
    expect(world.load({ cwd: bare }).config).to.deep.equal({});
  });

  it('reads a global file once when the work is done in its own folder', () => {
    world.write(world.globalFile, '[provider.x]\nbase_url = "http://localhost:1"\n');
    const { config, files, untrustedKeys } = world.load({ cwd: world.paths.config, trust: false });
    expect(config.provider?.x?.base_url).to.equal('http://localhost:1');
    expect(files.filter(({ status }) => status === 'ignored').map(({ path }) => path)).to.deep.equal([world.globalFile]);
    expect(untrustedKeys).to.deep.equal([]);
  });

  it('merges tables, replaces lists, and adds up what is denied or asked', () => {
    world.write(
      world.globalFile,
      '[permissions]\nallow = ["a"]\ndeny = ["x"]\nask = ["p"]\n[provider.o]\nmodel = "m"\nheaders = { A = "1" }\n',
    );
    world.write('opencode.toml', '[permissions]\nallow = ["b"]\ndeny = ["y", "x"]\nask = ["q"]\n[provider.o]\nheaders = { B = "2" }\n');
    const { permissions, provider } = world.load().config;
    expect(permissions).to.deep.equal({ allow: ['b'], deny: ['x', 'y'], ask: ['p', 'q'] });
    expect(provider?.o).to.deep.equal({ model: 'm', headers: { A: '1', B: '2' } });
  });

  it('freezes the result and leaves what it was given alone', () => {
    const builtin = { permissions: { deny: ['x'] } };
    world.write('opencode.toml', '[permissions]\ndeny = ["y"]\n');
    const { config } = world.load({ builtin });
    const { deny = [] } = config.permissions ?? {};
    expect(() => deny.push('z')).to.throw(TypeError);
    builtin.permissions.deny.push('still mine');
    expect(config.permissions?.deny).to.deep.equal(['x', 'y']);
  });

  it('says where a value comes from', () => {
    world.write(world.globalFile, 'agent = "plan"\n[models."a/b.c"]\ncontext = 10\n');
    const repo = world.write('opencode.toml', '[ui]\ntheme = "dark"\n');
    world.env.OPENCODE_LANGUAGE = 'zh';
    const { origin } = world.load({ builtin: { permissions: { mode: 'ask' } }, flags: { model: 'a/b' } });
    expect(origin('agent')).to.deep.equal({ layer: 'global', file: world.globalFile });
    expect(origin('ui')).to.deep.equal({ layer: 'project', file: repo });
    expect(origin('models."a/b.c".context')).to.deep.equal({ layer: 'global', file: world.globalFile });
    expect(origin(['language'])).to.deep.equal({ layer: 'env' });
    expect(origin('model')).to.deep.equal({ layer: 'flags' });
    expect(origin('permissions.mode')).to.deep.equal({ layer: 'builtin' });
    expect(origin('nothing.here')).to.equal(undefined);
  });

  it('names file, line and column of a syntax error', () => {
    const file = world.write('opencode.toml', 'agent = "build"\n[ui]\ntheme = dark\n');
    const error = world.failure();
    expect(error.code).to.equal('OC_CONFIG_SYNTAX');
    expect(error.details).to.include({ file, line: 3, column: 9 });
    expect(error.exitCode).to.equal(52);
  });

  it('names file, line, key, expected and got of a wrong type', () => {
    const file = world.write('opencode.toml', '# first\n[limits]\n# second\nmax_turns = "many"\n');
    const error = world.failure();
    expect(error.code).to.equal('OC_CONFIG_TYPE');
    expect(error.details).to.deep.equal({
      file,
      line: 4,
      key: 'limits.max_turns',
      expected: 'integer > 0',
      got: 'string "many"',
    });
  });

  it('does not repeat a secret in an error', () => {
    world.write('opencode.toml', '[provider.x]\napi_key = 12345678\n');
    expect(world.failure().details.got).to.equal('integer');
  });

  it("knows an agent's steps, which agents in files may write as well", () => {
    world.write(world.globalFile, '[agents.db]\nprompt = "You know the schema."\nsteps = 3\n');
    expect(world.load().notices).to.deep.equal([]);
  });

  it('warns of an unknown key, names the nearest, and goes on', () => {
    const file = world.write('opencode.toml', 'modle = "a/b"\nzzz = 1\n[limits]\nmax_turn = 3\n');
    const { notices, config } = world.load();
    expect(notices).to.deep.equal([
      { level: 'warn', code: 'config_unknown_key_near', args: { file, line: 1, key: 'modle', nearest: 'model' } },
      { level: 'warn', code: 'config_unknown_key', args: { file, line: 2, key: 'zzz' } },
      { level: 'warn', code: 'config_unknown_key_near', args: { file, line: 4, key: 'limits.max_turn', nearest: 'limits.max_turns' } },
    ]);
    expect(config.model).to.equal(undefined);
  });

  it('stops when the file OPENCODE_CONFIG names is missing or no TOML file', () => {
    world.env.OPENCODE_CONFIG = 'gone.toml';
    expect(world.failure().code).to.equal('OC_CONFIG_READ');
    expect(world.failure().details.file).to.equal(join(world.cwd, 'gone.toml'));
    world.env.OPENCODE_CONFIG = world.write('config.json', '{}');
    expect(world.failure().code).to.equal('OC_CONFIG_CODE');
    world.env.OPENCODE_CONFIG = world.write('package.toml', 'agent = "plan"\n');
    expect(world.load().config.agent).to.equal('plan');
  });

  it('goes on without a project file that it cannot read, but not without the administrator’s', () => {
    if (process.getuid?.() === 0) {
      mkdirSync(join(world.repo, 'opencode.toml'));
      const { notices, files } = world.load();
      expect(notices.map(({ code, level }) => [level, code])).to.deep.equal([['warn', 'config_read']]);
      expect(files.find(({ path }) => path === join(world.repo, 'opencode.toml'))?.status).to.equal('error');
      mkdirSync(world.managed, { recursive: true });
      expect(world.failure().code).to.equal('OC_CONFIG_READ');
      return;
    }
    chmodSync(world.write('opencode.toml', 'agent = "x"\n'), 0);
    expect(world.load().notices.map(({ code }) => code)).to.deep.equal(['config_read']);
    chmodSync(world.write(world.managed, 'agent = "x"\n'), 0);
    expect(world.failure().code).to.equal('OC_CONFIG_READ');
  });

  it('never opens a file too large to be configuration', () => {
    world.write('opencode.toml', `# ${'x'.repeat(1024 * 1024)}\n`);
    expect(world.load().notices.map(({ code }) => code)).to.deep.equal(['config_read']);
  });

  it('turns errors into notices for the commands that repair, and leaves out what is wrong', () => {
    world.write(world.globalFile, 'agent = [\n');
    world.write('opencode.toml', 'language = 3\nmodel = "a/b"\n');
    const { config, notices } = world.load({ keepGoing: true, profile: 'none' });
    expect(config).to.deep.equal({ model: 'a/b' });
    expect(notices.map(({ level, code }) => `${level} ${code}`)).to.deep.equal([
      'error config_syntax',
      'error config_type',
      'error config_profile',
    ]);
  });

  it('resolves folders against the file that names them', () => {
    world.write('.opencode/opencode.toml', 'data_dir = "var"\nproject_dir = "~/p"\n[profiles.x]\nplans_dir = "plans"\n');
    const { config } = world.load({ profile: 'x' });
    expect(config.data_dir).to.equal(join(world.repo, 'var'));
    expect(config.project_dir).to.match(/^\/.+\/p$/);
    expect(config.plans_dir).to.equal(join(world.repo, 'plans'));
  });

  it('reads the schema only when there is something to check', () => {
    const schema = (): Record<string, unknown> => {
      throw new Error('read');
    };
    world.env.OPENCODE_MODEL = 'a/b';
    world.env.OPENCODE_TIMING = '1';
    expect(loadConfig({ cwd: world.cwd, env: world.env, paths: world.paths, managed: world.managed, schema }).config.model).to.equal('a/b');
  });

  it('accepts a byte order mark, an empty file and Windows line ends', () => {
    world.write(world.globalFile, '');
    const file = world.write('opencode.toml', '\uFEFFagent = "plan"\r\n[limits]\r\nretries = "x"\r\n');
    expect(world.failure().details).to.include({ line: 3, file });
    world.write('opencode.toml', '\uFEFFagent = "plan"\r\n');
    expect(world.load().config).to.deep.equal({ agent: 'plan' });
  });

  it('follows no $import and lets no key reach a prototype', () => {
    world.write('packages/app/other.toml', 'agent = "imported"\n');
    world.write('packages/app/opencode.toml', '"$import" = "other.toml"\n[__proto__]\nagent = "polluted"\n[ui.__proto__]\ntheme = "x"\n');
    const { config } = world.load();
    expect(config.agent).to.equal(undefined);
    expect((config.ui as object | undefined) ?? {}).to.deep.equal({});
    expect(({} as Record<string, unknown>).agent).to.equal(undefined);
  });
});
