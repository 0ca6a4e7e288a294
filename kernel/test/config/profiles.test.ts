import { expect } from 'chai';
import { World } from './world.ts';

describe('profiles', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  const text = `
profile = "default"
agent = "plan"
[profiles.default]
plugins = ["@ock/*"]
provider = "anthropic"
model = "claude-sonnet-4-5"
[profiles.ci]
extends = "default"
disable = ["@ock/gpu-*"]
agent = "build"
[profiles.ci.limits]
max_turns = 9
[profiles.local]
provider = "ollama"
model = "llama3.2"
base_url = "http://localhost:11434"
[profiles.router]
provider = "openrouter"
model = "anthropic/claude-x"
`;

  it('is chosen by the file, the variable, the flag, and last of all by the administrator', () => {
    world.write('opencode.toml', text);
    expect(world.load().profile).to.equal('default');
    world.env.OPENCODE_PROFILE = 'local';
    expect(world.load().profile).to.equal('local');
    expect(world.load({ profile: 'ci' }).profile).to.equal('ci');
    world.write(world.managed, 'profile = "fixed"\n[profiles.fixed]\nagent = "safe"\n');
    const { profile, config } = world.load({ profile: 'ci' });
    expect(profile).to.equal('fixed');
    expect(config.agent).to.equal('safe');
  });

  it('adds what it extends, base first, and shows itself whole', () => {
    const file = world.write('opencode.toml', text);
    const { config, origin } = world.load({ profile: 'ci' });
    expect(config).to.deep.include({ agent: 'build', model: 'anthropic/claude-sonnet-4-5' });
    expect(config.limits?.max_turns).to.equal(9);
    expect(config.profiles?.ci).to.deep.include({ plugins: ['@ock/*'], disable: ['@ock/gpu-*'] });
    expect(origin('agent')).to.deep.equal({ layer: 'profile', profile: 'ci', file });
    expect(origin('model')).to.deep.equal({ layer: 'profile', profile: 'default', file });
  });

  it('names provider and model apart, with an address', () => {
    world.write('opencode.toml', text);
    const local = world.load({ profile: 'local' }).config;
    expect(local.model).to.equal('ollama/llama3.2');
    expect(local.provider?.ollama?.base_url).to.equal('http://localhost:11434');
    expect(world.load({ profile: 'router' }).config.model).to.equal('openrouter/anthropic/claude-x');
  });

  it('refuses an unknown profile with the near names', () => {
    world.write('opencode.toml', text);
    const error = world.failure({ profile: 'locl' });
    expect(error.code).to.equal('OC_PROFILE_UNKNOWN');
    expect(error.details).to.include({ profile: 'locl', near: 'local' });
  });

  it('refuses a circle and names it', () => {
    world.write('opencode.toml', '[profiles.a]\nextends = "b"\n[profiles.b]\nextends = "c"\n[profiles.c]\nextends = "a"\n');
    const error = world.failure({ profile: 'a' });
    expect(error.code).to.equal('OC_PROFILE_CYCLE');
    expect(error.exitCode).to.equal(52);
    expect(error.details.path).to.equal('a → b → c → a');
  });
});

describe('the chosen model', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());
  const model = (global: string, project: string, options = {}) => {
    world.write(world.globalFile, global);
    world.write('opencode.toml', project);
    return world.load(options).config.model;
  };

  it('goes when a higher layer chooses another provider', () => {
    expect(model('model = "openai/gpt-4o"\n', '[provider]\ndefault = "ollama"\n')).to.equal(undefined);
    expect(model('model = "openai/gpt-4o"\n', '[provider]\ndefault = "ollama"\n[provider.ollama]\nmodel = "m"\n')).to.equal(undefined);
    expect(model('model = "openai/gpt-4o"\n', '[provider]\ndefault = "openai"\n')).to.equal('openai/gpt-4o');
    expect(model('model = "openai/gpt-4o"\n', '', { flags: { provider: { default: 'ollama' } } })).to.equal(undefined);
    expect(model('model = "openai/gpt-4o"\n', '', { flags: { provider: { default: 'groq' }, model: 'a/b' } })).to.equal('groq/a/b');
  });

  it('may be named by an alias', () => {
    const models = '[models.fast]\nprovider = "groq"\nmodel_id = "llama-3"\n[models."a/b"]\nalias = ["smart"]\n';
    expect(model(`default_model = "fast"\n${models}`, '')).to.equal('groq/llama-3');
    expect(model(models, '', { flags: { model: 'smart' } })).to.equal('a/b');
  });
});
