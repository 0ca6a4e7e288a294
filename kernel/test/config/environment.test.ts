import { expect } from 'chai';
import { World } from './world.ts';

describe('configuration from the environment', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  const load = (env: Record<string, string>) => {
    Object.assign(world.env, env);
    return world.load();
  };

  it('reads the everyday variables', () => {
    const { config } = load({
      OPENCODE_MODEL: 'gpt-4o',
      OPENCODE_PROVIDER: 'openai',
      OPENCODE_AGENT: 'plan',
      OPENCODE_DATA_DIR: '/d',
      OPENCODE_LANGUAGE: 'ja',
      OPENCODE_LOG_LEVEL: 'DEBUG',
    });
    expect(config).to.deep.equal({
      model: 'openai/gpt-4o',
      provider: { default: 'openai' },
      agent: 'plan',
      data_dir: '/d',
      language: 'ja',
      log_level: 'debug',
    });
  });

  it('reads any key, nested with two underscores, as the type it should have', () => {
    world.write(world.globalFile, '[provider."my-host"]\nbase_url = "http://a"\n');
    const { config, notices } = load({
      OPENCODE_LIMITS__MAX_TURNS: '7',
      OPENCODE_UI__SHOW_COST: 'yes',
      OPENCODE_PERMISSIONS__BASH_ALLOW: 'git status, ls',
      OPENCODE_PERMISSIONS__DENY: '["bash(rm *)"]',
      OPENCODE_PROVIDER__MY_HOST__BASE_URL: 'http://b',
      OPENCODE_PROVIDER__OTHER__MODEL: '4',
      OPENCODE_TOOL__BASH__SHELL: '/bin/sh',
      OPENCODE_DEFAULT_AGENT: 'plan',
      OPENCODE_LIMITS__TIMEOUT: '10m',
    });
    expect(notices).to.deep.equal([]);
    expect(config.limits).to.deep.equal({ max_turns: 7, timeout: '10m' });
    expect(config.ui?.show_cost).to.equal(true);
    expect(config.permissions).to.deep.equal({ bash_allow: ['git status', 'ls'], deny: ['bash(rm *)'] });
    expect(config.provider).to.deep.equal({ 'my-host': { base_url: 'http://b' }, other: { model: '4' } });
    expect(config.tool).to.deep.equal({ bash: { shell: '/bin/sh' } });
    expect(config.agent).to.equal('plan');
  });

  it('leaves alone what is no configuration, and empty variables', () => {
    const { config, notices } = load({
      OPENCODE_TIMING: '1',
      OPENCODE_SERVER_PASSWORD: 's',
      OPENCODE_TRUST: '1',
      OPENCODE_SOMETHING: 'x',
      OPENCODE_MODEL: '',
      OPENCODE_A__B: 'c',
      OPENCODE_PERMISSION: '{}',
    });
    expect(config).to.deep.equal({});
    expect(notices).to.deep.equal([]);
  });

  it('warns of a key that does not exist inside a known table', () => {
    const { notices } = load({ OPENCODE_LIMITS__MAX_TURN: '7', OPENCODE_SERVER: 'http://x' });
    expect(notices).to.deep.equal([
      { level: 'warn', code: 'config_variable', args: { name: 'OPENCODE_LIMITS__MAX_TURN', key: 'limits.max_turn' } },
      { level: 'warn', code: 'config_variable', args: { name: 'OPENCODE_SERVER', key: 'server' } },
    ]);
  });

  it('names the variable of a wrong type', () => {
    Object.assign(world.env, { OPENCODE_LIMITS__MAX_TURNS: 'many' });
    expect(world.failure().details).to.include({
      file: 'environment',
      line: 'OPENCODE_LIMITS__MAX_TURNS',
      key: 'limits.max_turns',
      got: 'string "many"',
    });
  });
});
