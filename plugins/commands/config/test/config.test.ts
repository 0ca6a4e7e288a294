import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel, Translate } from '@ock/kernel';
import { parseToml } from '@ock/kernel/config';
import { expect } from 'chai';
import { World } from '../../../../kernel/test/config/world.ts';
import { changeKey, isIgnored } from '../src/change-key.ts';
import { findingLines } from '../src/finding-lines.ts';
import { editorCommand, openEditor } from '../src/open-editor.ts';
import { originText, shownLine, shownValues } from '../src/shown.ts';
import { targetFile } from '../src/target-file.ts';
import { hasErrors, validateFiles } from '../src/validate-files.ts';
import type { Ask } from '../src/wizard/ask.ts';
import { terminalAsk } from '../src/wizard/ask.ts';
import { plannedChanges, splitCommand } from '../src/wizard/plan.ts';
import { askAll } from '../src/wizard/steps.ts';

const TEXTS = JSON.parse(readFileSync(new URL('../messages.json', import.meta.url), 'utf8')) as Record<string, string>;
const t: Translate = (key, args = {}) => (TEXTS[key] ?? key).replace(/\{(\w+)\}/g, (_all, name: string) => String(args[name] ?? ''));

describe('opencode config', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());
  const where = () => ({ configDir: world.paths.config, cwd: world.cwd, loaded: world.load() });

  it('shows every value with its layer, secrets masked, as TOML that reads back', () => {
    world.write(world.globalFile, 'model = "a/b"\n[provider.x]\napi_key = "very-secret"\nmodel = "m"\n[models."a/b.c"]\ncontext = 5\n');
    const project = world.write('opencode.toml', '[ui]\ntheme = "dark"\n[profiles.p]\nagent = "plan"\n');
    const loaded = world.load({ profile: 'p' });
    const values = shownValues(loaded);
    const text = values.map(shownLine).join('\n');
    expect(text).to.not.contain('very-secret');
    expect(parseToml(text, '')).to.deep.equal({ ...loaded.config, provider: { x: { api_key: '[redacted]', model: 'm' } } });
    const origins = Object.fromEntries(values.map(({ key, origin }) => [key, originText(origin)]));
    expect(origins).to.include({ model: `global ${world.globalFile}`, 'ui.theme': `project ${project}`, agent: `profile p ${project}` });
    expect(shownValues(loaded, ['provider', 'x']).map(shownLine)).to.deep.equal([
      'provider.x.api_key = "[redacted]"',
      'provider.x.model = "m"',
    ]);
    expect(shownValues(loaded, ['models', 'a/b.c']).map(shownLine)).to.deep.equal(['models."a/b.c".context = 5']);
    expect(shownValues(loaded, ['nothing'])).to.deep.equal([]);
  });

  it('changes the person’s own file, or the nearest of the project', () => {
    expect(targetFile(where(), false)).to.equal(world.globalFile);
    expect(targetFile(where(), true)).to.equal(join(world.repo, 'opencode.toml'));
    const near = world.write('packages/app/.opencode/opencode.toml', '');
    expect(targetFile(where(), true)).to.equal(near);
  });

  it('sets and removes keys, and keeps what a person wrote', async () => {
    const file = world.write(world.globalFile, '# mine\nmodel = "a/b" # good\n');
    const set = await changeKey(world.load(), file, 'global', 'limits.max_turns', '5');
    expect(set).to.deep.equal({ file, key: 'limits.max_turns', value: 5, changed: true, exposed: false });
    expect(readFileSync(file, 'utf8')).to.equal('# mine\nmodel = "a/b" # good\n\n[limits]\nmax_turns = 5\n');
    expect(await changeKey(world.load(), file, 'global', 'model')).to.deep.equal({ file, key: 'model', changed: true, exposed: false });
    expect(await changeKey(world.load(), file, 'global', 'model')).to.include({ changed: false });
    expect(world.load().config).to.deep.equal({ limits: { max_turns: 5 } });
  });

  it('tells when a higher layer wins, and when a secret goes into a project', async () => {
    const project = world.write('opencode.toml', 'agent = "plan"\n');
    const set = await changeKey(world.load(), world.globalFile, 'global', 'agent', 'build');
    expect(set.overridden_by).to.deep.equal({ layer: 'project', file: project });
    const secret = await changeKey(world.load(), project, 'project', 'provider.x.api_key', 'abc');
    expect(secret).to.include({ exposed: true, value: '[redacted]' });
    world.write('opencode.toml', '[hooks]\nx = "y"\n');
    expect(isIgnored(world.load({ trust: false }).files, project)).to.equal(true);
    expect(isIgnored(world.load().files, project)).to.equal(false);
  });

  it('refuses an unknown key with the nearest, and a wrong type', async () => {
    const failure = (key: string, text: string) =>
      changeKey(world.load(), world.globalFile, 'global', key, text).then(String, (error: { code: string; details: object }) => [
        error.code,
        error.details,
      ]);
    expect(await failure('modle', 'x')).to.deep.equal(['OC_CONFIG_KEY', { key: 'modle', near: 'model' }]);
    expect(await failure('limits.max_turn', '5')).to.deep.equal(['OC_CONFIG_KEY', { key: 'limits.max_turn', near: 'limits.max_turns' }]);
    expect((await failure('limits.max_turns', 'many'))[0]).to.equal('OC_CONFIG_TYPE');
    expect((await failure('a..b', 'x'))[0]).to.equal('OC_CONFIG_KEY');
    expect(existsSync(world.globalFile)).to.equal(false);
    await changeKey(world.load(), world.globalFile, 'global', 'plugins."@me/x".anything', '[1, 2]');
    expect(world.load().config.plugins).to.deep.equal({ '@me/x': { anything: [1, 2] } });
  });

  it('validates files one finding a line', () => {
    const good = world.write('good.toml', 'model = "a/b"\n');
    const bad = world.write('bad.toml', 'modle = "a/b"\n\nagent = 1\n');
    const broken = world.write('broken.toml', 'agent = \n');
    const schema = world.load().schema();
    if (!schema) throw new Error('no schema');
    expect(hasErrors(validateFiles([good], schema))).to.equal(false);
    const validated = validateFiles([good, bad, broken], schema);
    expect(hasErrors(validated)).to.equal(true);
    expect(findingLines(validated, t).slice(0, 2)).to.deep.equal([
      `${bad}:1: warning: unknown key modle; did you mean model?`,
      `${bad}:3: error: agent: expected string, got integer 1`,
    ]);
    expect(findingLines(validated, t)[2]).to.contain('error: ').and.to.contain(broken);
    expect(validateFiles([join(world.root, 'gone.toml')], schema)[0]?.failure?.code).to.equal('OC_CONFIG_READ');
  });

  it('opens the editor the person uses, with its arguments, on any path', async () => {
    expect(editorCommand({ EDITOR: 'ed', VISUAL: 'code --wait' })).to.equal('code --wait');
    expect(editorCommand({ EDITOR: 'ed' }, 'nano')).to.equal('nano');
    const file = world.write("odd name'$(x)/opencode.toml", 'a');
    await openEditor('sh -c \'printf edited > "$1"\' sh', file, new AbortController().signal, t);
    expect(readFileSync(file, 'utf8')).to.equal('edited');
    const failed = await openEditor('false', file, new AbortController().signal, t).catch((error: { code: string }) => error.code);
    expect(failed).to.equal('OC_CONFIG_WRITE');
  });

  describe('wizard', () => {
    const kernel = (keys: Record<string, string> = {}) =>
      ({
        config: world.load(),
        keys: { source: (id: string) => (keys[id] ? { from: 'env', name: keys[id] } : undefined) },
        find: () => undefined,
        list: (kind: string) =>
          kind === 'provider'
            ? [
                {
                  id: 'anthropic',
                  name: 'Anthropic',
                  wire: 'w',
                  auth: { type: 'bearer', env: ['A'] },
                  models: [{ id: 'claude' }],
                  defaultModel: 'claude',
                },
                { id: 'ollama', name: 'Ollama', wire: 'w', auth: { type: 'none' }, models: [] },
                { id: 'offline', name: 'Offline', wire: 'w', auth: { type: 'none' }, models: [], embedded: true },
              ]
            : [],
      }) as unknown as Kernel;
    /** Answers in order; remembers the questions. */
    const answering = (...answers: string[]) => {
      const asked: string[] = [];
      const next = async (message: string) => {
        asked.push(message);
        if (answers.length === 0) throw new Error(`nothing left to answer ${message}`);
        return answers.shift() as string;
      };
      const ask: Ask = {
        choose: async (message, choices) => {
          const answer = await next(message);
          expect(choices.map(({ name }) => name)).to.include(answer);
          return answer;
        },
        text: async (message, _initial, validate) => {
          const answer = await next(message);
          if (validate) expect(validate(answer), message).to.equal(true);
          return answer;
        },
        secret: next,
        confirm: async () => true,
      };
      return { ask, asked, left: answers };
    };

    it('asks six things and plans the file', async () => {
      const { ask, asked, left } = answering('anthropic', 'sk-key', 'claude', '4096', '0.5', 'dark', 'fs', 'npx -y "my server" /x', '');
      const { answers, key } = await askAll(kernel(), ask, t);
      expect(left).to.deep.equal([]);
      expect([...new Set(asked.map((message) => message.slice(0, 3)))]).to.deep.equal(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
      expect(key).to.deep.equal({ provider: 'anthropic', value: 'sk-key' });
      expect(plannedChanges(answers).map(({ path, value }) => [path.join('.'), value])).to.deep.equal([
        ['provider.default', 'anthropic'],
        ['provider.anthropic.model', 'claude'],
        ['provider.anthropic.max_tokens', 4096],
        ['provider.anthropic.temperature', 0.5],
        ['ui.theme', 'dark'],
        ['mcp.servers.fs.command', 'npx'],
        ['mcp.servers.fs.args', ['-y', 'my server', '/x']],
      ]);
    });

    it('asks for no key that is there or not needed, and for a model nobody lists', async () => {
      const found = answering('anthropic', 'claude', '', '', 'auto', '');
      expect((await askAll(kernel({ anthropic: 'A' }), found.ask, t)).key).to.equal(undefined);
      const local = answering('ollama', 'llama3.2', '', '', 'auto', '');
      const { answers } = await askAll(kernel(), local.ask, t);
      expect(answers).to.deep.equal({ provider: 'ollama', model: 'llama3.2', theme: 'auto', servers: [] });
    });

    it('writes a file that loads', async () => {
      const { changeConfigFile } = await import('@ock/kernel/config');
      await changeConfigFile(
        world.globalFile,
        plannedChanges({ provider: 'ollama', model: 'm', theme: 'dark', servers: [{ name: 'a.b', command: 'c' }] }),
        world.load().schema(),
      );
      expect(world.load().notices).to.deep.equal([]);
      expect(world.load().config.mcp).to.deep.equal({ servers: { 'a.b': { command: 'c' } } });
      expect(statSync(world.globalFile).mode & 0o077).to.equal(0);
    });

    it('refuses without a terminal', async () => {
      const before = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY');
      Object.defineProperty(process.stdin, 'isTTY', { value: false, configurable: true });
      try {
        expect(await terminalAsk(t).catch((error: { code: string }) => error.code)).to.equal('OC_USAGE');
      } finally {
        if (before) Object.defineProperty(process.stdin, 'isTTY', before);
        else Reflect.deleteProperty(process.stdin, 'isTTY');
      }
    });

    it('splits commands at blanks outside of quotes', () => {
      expect(splitCommand(`a  "b c" 'd "e' f`)).to.deep.equal(['a', 'b c', 'd "e', 'f']);
    });
  });
});
