import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { JsonSchema } from '../../src/config/check-schema.ts';
import { schemaAt } from '../../src/config/check-schema.ts';
import { formatKeyPath, parseKeyPath } from '../../src/config/key-path.ts';
import { managedFile, resolvePaths } from '../../src/config/paths.ts';
import { configuredProviders, providerSettings, wireOf } from '../../src/config/provider-settings.ts';
import { isSecretKey, maskSecrets } from '../../src/config/secrets.ts';
import { parseToml } from '../../src/config/toml.ts';
import { valueFromText } from '../../src/config/value-text.ts';
import { changeConfigFile, readConfigValue } from '../../src/config/write-config.ts';
import { KernelError } from '../../src/runtime/errors.ts';
import { SCHEMA, World } from './world.ts';

const schema = SCHEMA as JsonSchema;

describe('TOML', () => {
  it('nested beyond all measure is a mistake in the file, however it is written', () => {
    for (const text of [`a${'.a'.repeat(200_000)} = 1`, `[a${'.a'.repeat(200_000)}]`, `a = ${'['.repeat(9_000)}${']'.repeat(9_000)}`])
      expect(() => parseToml(text, 'opencode.toml'), text.slice(0, 9))
        .to.throw(KernelError)
        .with.property('code', 'OC_CONFIG_SYNTAX');
    expect(parseToml(`a${'.a'.repeat(50)} = 1`, 'opencode.toml')).to.have.property('a');
  });
});

describe('key paths', () => {
  it('are read as TOML reads dotted keys, and written back', () => {
    for (const [text, path] of [
      ['a', ['a']],
      ['a.b-1.c_2', ['a', 'b-1', 'c_2']],
      ['models."openai/gpt-4.1".context', ['models', 'openai/gpt-4.1', 'context']],
      ['plugins."@me/x"', ['plugins', '@me/x']],
      ['a."q\\"x"', ['a', 'q"x']],
    ] as const) {
      expect(parseKeyPath(text)).to.deep.equal(path);
      expect(formatKeyPath(path)).to.equal(text);
    }
    expect(parseKeyPath(" a . 'b.c' ")).to.deep.equal(['a', 'b.c']);
    for (const bad of ['', '.', 'a.', 'a..b', 'a b', '"x', 'a.@b', 'a."\\z"'])
      expect(() => parseKeyPath(bad), bad).to.throw('OC_CONFIG_KEY');
  });
});

describe('paths', () => {
  it('follow XDG, else the habit of the system', () => {
    expect(resolvePaths({ HOME: '/h' }, 'linux')).to.deep.equal({
      config: '/h/.config/opencode',
      data: '/h/.local/share/opencode',
      cache: '/h/.cache/opencode',
      state: '/h/.local/state/opencode',
    });
    expect(resolvePaths({ HOME: '/h' }, 'darwin').cache).to.equal('/h/Library/Caches/opencode');
    const xdg = { HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d', XDG_CACHE_HOME: '/k', XDG_STATE_HOME: '/s' };
    expect(resolvePaths(xdg, 'linux')).to.deep.equal({
      config: '/c/opencode',
      data: '/d/opencode',
      cache: '/k/opencode',
      state: '/s/opencode',
    });
    expect(resolvePaths({ ...xdg, XDG_CONFIG_HOME: 'relative' }, 'linux').config).to.equal('/h/.config/opencode');
    expect(resolvePaths({ ...xdg, OPENCODE_DATA_DIR: '~/mine' }, 'linux').data).to.equal('/h/mine');
    expect(resolvePaths({ USERPROFILE: '/u', APPDATA: '/u/r', LOCALAPPDATA: '/u/l' }, 'win32')).to.deep.equal({
      config: '/u/r/opencode',
      data: '/u/l/opencode',
      cache: '/u/l/Cache/opencode',
      state: '/u/l/State/opencode',
    });
  });

  it('know the administrator’s file without asking the environment', () => {
    expect(managedFile('linux')).to.equal('/etc/opencode/opencode.toml');
  });
});

describe('values from text', () => {
  const value = (path: string, text: string) => valueFromText(text, schemaAt(schema, parseKeyPath(path)));
  it('are TOML first, the text itself else, of the type that is wanted', () => {
    expect(value('limits.max_turns', '5')).to.equal(5);
    expect(value('limits.timeout', '5')).to.equal(5);
    expect(value('limits.timeout', '5m')).to.equal('5m');
    expect(value('model', 'openai/gpt-4o')).to.equal('openai/gpt-4o');
    expect(value('model', '"openai/gpt-4o"')).to.equal('openai/gpt-4o');
    expect(value('model', '4')).to.equal('4');
    expect(value('model', 'true')).to.equal('true');
    expect(value('tools.bash', 'no')).to.equal(false);
    expect(value('tools.bash', 'maybe')).to.equal('maybe');
    expect(value('permissions.deny', '["a", "b"]')).to.deep.equal(['a', 'b']);
    expect(value('permissions.deny', 'a, b')).to.deep.equal(['a', 'b']);
    expect(value('mcp.servers.x', '{ command = "c" }')).to.deep.equal({ command: 'c' });
    expect(valueFromText('1.5', undefined)).to.equal(1.5);
    expect(valueFromText('hello world', undefined)).to.equal('hello world');
  });

  it('cannot smuggle in a second key', () => {
    expect(valueFromText('1\nother = 2', undefined)).to.equal('1\nother = 2');
    expect(valueFromText('1\n[table]\nx = 1', undefined)).to.equal('1\n[table]\nx = 1');
  });
});

describe('secrets', () => {
  it('are masked by name, by place and by shape', () => {
    const KEY = `sk-${'a1'.repeat(20)}`;
    const shown = maskSecrets({
      provider: {
        x: { api_key: 'abc', api_key_env: 'X_KEY', base_url: 'https://u:hunter2@h/v1', headers: { Cookie: 'c' }, max_tokens: 5 },
      },
      mcp: { servers: { s: { command: 'c', args: ['postgresql://me:pass1@db/x', KEY], env: { ANY: 'v' } } } },
      plugins: { '@a/b': { clientSecret: 'sss', token: 't', keybind: 'k' } },
      server: { auth_password: 'p' },
      ui: { show_token_count: true },
    }) as Record<string, never>;
    const text = JSON.stringify(shown);
    for (const secret of ['abc', 'hunter2', 'pass1', KEY, '"v"', 'sss', '"t"', '"p"', '"c"}']) expect(text, secret).to.not.contain(secret);
    for (const kept of [
      'X_KEY',
      'https://u',
      'max_tokens":5',
      '"command":"c"',
      '"keybind":"k"',
      'show_token_count":true',
      'postgresql://me',
    ])
      expect(text).to.contain(kept);
    expect(isSecretKey(['provider', 'x', 'max_tokens'])).to.equal(false);
    expect(isSecretKey(['keybinds', 'quit'])).to.equal(false);
  });
});

describe('provider settings', () => {
  it('say which wire is meant', () => {
    expect(wireOf({ base_url: 'http://x' })).to.equal('openai-chat');
    expect(wireOf({ base_url: 'http://x' }, 'anthropic-messages')).to.equal('anthropic-messages');
    expect(wireOf({ base_url: 'http://x', type: 'anthropic' }, 'openai-chat')).to.equal('anthropic-messages');
    expect(wireOf({ type: 'openai-compatible' })).to.equal('openai-chat');
    expect(wireOf({ type: 'my-wire' })).to.equal('my-wire');
    expect(wireOf({ model: 'x' })).to.equal(undefined);
    expect(wireOf(undefined, 'ollama')).to.equal('ollama');
  });

  it('are found by id, and `default` is none', () => {
    const config = { provider: { default: 'a', a: { model: 'm' } } } as never;
    expect(configuredProviders(config)).to.deep.equal(['a']);
    expect(providerSettings(config, 'a')).to.deep.equal({ model: 'm' });
    expect(providerSettings(config, 'default')).to.equal(undefined);
    expect(providerSettings(config, 'constructor')).to.equal(undefined);
  });
});

describe('changeConfigFile', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  it('makes a private file where there is none, and says whether something changed', async () => {
    const file = world.globalFile;
    expect(
      await changeConfigFile(
        file,
        [
          { path: ['model'], value: 'a/b' },
          { path: ['ui', 'theme'], value: 'dark' },
        ],
        schema,
      ),
    ).to.equal(true);
    expect(readFileSync(file, 'utf8')).to.equal('model = "a/b"\n\n[ui]\ntheme = "dark"\n');
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(await changeConfigFile(file, [{ path: ['model'], value: 'a/b' }], schema)).to.equal(false);
    expect(await changeConfigFile(file, [{ path: ['model'], value: undefined }], schema)).to.equal(true);
    expect(await readConfigValue(file, ['model'])).to.equal(undefined);
    expect(await readConfigValue(file, ['ui', 'theme'])).to.equal('dark');
  });

  it('changes all or nothing, and refuses what the schema refuses', async () => {
    const file = world.write('opencode.toml', 'model = "a/b"\n');
    const changes = [
      { path: ['model'], value: 'c/d' },
      { path: ['limits', 'retries'], value: 'x' },
    ];
    const error = await changeConfigFile(file, changes, schema).catch((cause: unknown) => cause as { code: string; details: object });
    expect(error).to.have.property('code', 'OC_CONFIG_TYPE');
    expect((error as { details: object }).details).to.include({ key: 'limits.retries', expected: 'integer >= 0', got: 'string "x"' });
    expect(readFileSync(file, 'utf8')).to.equal('model = "a/b"\n');
  });

  it('writes through a symlink', async () => {
    const real = world.write('dotfiles/opencode.toml', 'model = "a/b"\n');
    const link = join(world.repo, 'opencode.toml');
    symlinkSync(real, link);
    await changeConfigFile(link, [{ path: ['model'], value: 'c/d' }], schema);
    expect(readFileSync(real, 'utf8')).to.equal('model = "c/d"\n');
  });
});
