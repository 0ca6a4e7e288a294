import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { LoadedConfig } from '../../src/config/load-config.ts';
import { ownParts } from '../../src/index/own/own-parts.ts';

describe('agents and modes of one’s own', () => {
  let home: string;
  let project: string;
  beforeEach(() => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'ock-own-')));
    [home, project] = [join(root, 'home'), join(root, 'project')];
    mkdirSync(join(project, '.git'), { recursive: true });
  });
  afterEach(() => rmSync(dirname(home), { recursive: true, force: true }));

  const put = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const read = (config: object = {}, trusted = true) => {
    const loaded = {
      config,
      trusts: () => trusted,
      origin: () => ({ layer: 'user', file: '/c/opencode.toml' }),
    } as unknown as LoadedConfig;
    const paths = { config: join(home, '.config/opencode'), data: home, cache: home, state: home };
    const { plugin, problems } = ownParts({ config: loaded, paths, cwd: project, env: { HOME: home } });
    const { agent = [], mode = [] } = plugin?.manifest.contributes ?? {};
    return { agent, mode, problems: problems.map(({ details }) => details) };
  };

  it('are none where there are no files', () => {
    expect(read()).to.deep.equal({ agent: [], mode: [], problems: [] });
  });

  it('come from our Markdown, with limits', () => {
    const file = join(project, '.opencode/agents/db.md');
    put(
      file,
      '---\ndescription: knows the database\nmode: all\nmodel: p/m\ntools: { "*": false, read: true, bash: true }\ntemperature: 0.2\neffort: high\nsteps: 7\nmax_cost_usd: 0.5\n---\nYou know the database.\n',
    );
    expect(read().agent).to.deep.equal([
      {
        id: 'db',
        description: 'knows the database',
        prompt: 'You know the database.',
        tools: ['read', 'bash', 'bash_output', 'bash_kill'].slice(0, 2),
        model: 'p/m',
        temperature: 0.2,
        maxTurns: 7,
        maxCostUsd: 0.5,
        effort: 'high',
        both: true,
        file,
      },
    ]);
  });

  it('are not read through a project’s link that leads elsewhere, which is told', () => {
    put(join(project, '.env'), 'KEY=hunter2\n');
    put(join(project, 'private/plan.md'), 'hunter2\n');
    put(join(project, '.claude/agents/shared.md'), 'Shared.');
    mkdirSync(join(project, '.opencode/agents'), { recursive: true });
    symlinkSync('../../.env', join(project, '.opencode/agents/env.md'));
    symlinkSync('../../private', join(project, '.opencode/agents/more'));
    symlinkSync('../private', join(project, '.opencode/modes'));
    symlinkSync('../../.claude/agents/shared.md', join(project, '.opencode/agents/linked.md'));
    const { agent, mode, problems } = read();
    expect(JSON.stringify([agent, mode, problems])).to.not.include('hunter2');
    expect(agent.map(({ id }) => id)).to.have.members(['shared', 'linked']);
    expect(problems.map(({ file }) => file)).to.include.members([
      join(project, '.opencode/agents/env.md'),
      join(project, '.opencode/modes/plan.md'),
    ]);
  });

  it('come from files of Claude Code: tools by their names there, models left to us, heads that are no YAML', () => {
    put(
      join(project, '.claude/agents/rev.md'),
      '---\nname: reviewer\ndescription: Use this: when code changed\ntools: Read, Grep, Bash(git *), mcp__gh__list\nmodel: sonnet\n---\nReview.',
    );
    const [agent] = read().agent;
    expect(agent).to.include({ id: 'reviewer', description: 'Use this: when code changed', sub: true, prompt: 'Review.' });
    expect(agent?.tools).to.deep.equal(['read', 'grep', 'bash', 'bash_output', 'bash_kill', 'gh_list']);
    expect(agent).not.to.have.property('model');
  });

  it('come from files of the Python system', () => {
    put(
      join(home, '.opencode/subagents/t.md'),
      [
        '---',
        'name: tester',
        'description: writes tests',
        'prompt: { system: "You test.", user_prefix: "Before you begin: read.", user_suffix: "Answer with the path.", include_context: true }',
        'model: { provider: ollama, name: qwen, temperature: 0.1, max_tokens: 900 }',
        'tools: { allow: [read, write], deny: [bash], require_approval: [write] }',
        'run: { max_rounds: 8, terminate_mode: auto, timeout: 90, retry_on_error: false, max_retries: 3 }',
        'tags: [tests]',
        'version: 1.0.0',
        'author: somebody',
        '---',
        'More.',
      ].join('\n'),
    );
    put(join(home, '.opencode/subagents/off.md'), '---\nenabled: false\n---\nNo.');
    const { agent } = read();
    expect(agent).to.have.length(1);
    expect(agent[0]).to.deep.include({
      id: 'tester',
      prompt: 'You test.\n\nMore.',
      model: 'ollama/qwen',
      temperature: 0.1,
      maxTokens: 900,
      maxTurns: 8,
      timeoutMs: 90_000,
      userPrefix: 'Before you begin: read.',
      userSuffix: 'Answer with the path.',
      tools: ['read', 'write'],
      withoutTools: ['bash'],
      ask: ['write'],
      sub: true,
    });
  });

  it('of the Python system are left out where what stands around prompts is no text, or too long', () => {
    const head = (prompt: string) => `---\nname: a\nprompt: ${prompt}\n---\nWork.`;
    put(join(home, '.opencode/subagents/a.md'), head('{ user_prefix: [1] }'));
    expect(read().agent).to.deep.equal([]);
    put(join(home, '.opencode/subagents/a.md'), head(`{ user_suffix: "${'x'.repeat(8_001)}" }`));
    expect(read().agent).to.deep.equal([]);
    put(join(home, '.opencode/subagents/a.md'), '---\nrun: { timeout: soon }\n---\nWork.');
    expect(read().agent).to.deep.equal([]);
  });

  it('may change no file where the list of names is empty, and any where there is none', () => {
    put(join(home, '.config/opencode/agents/none.md'), '---\nwrites: []\n---\nLook.');
    put(join(home, '.config/opencode/agents/any.md'), 'Write.');
    const { agent } = read();
    expect(Object.fromEntries(agent.map(({ id, writes }) => [id, writes]))).to.deep.equal({ none: [], any: undefined });
  });

  it('come from tables, as do modes; the project comes before the person, tables before files', () => {
    put(join(home, '.config/opencode/agents/a.md'), 'global');
    put(join(home, '.config/opencode/agents/b.md'), 'global');
    put(join(project, '.opencode/agents/b.md'), 'project');
    put(join(project, '.opencode/output-styles/pirate.md'), '---\nname: Pirate\n---\nTalk like one.');
    const { agent, mode } = read({
      agents: { a: { prompt: 'table' } },
      modes: { strict: { description: 's', prompt: 'Strict.', tools: ['read'], read_only: true } },
    });
    expect(agent.map(({ id, prompt }) => `${id} ${prompt}`).sort()).to.deep.equal(['a table', 'b project']);
    expect(mode.map(({ id, style, readOnly }) => [id, style, readOnly])).to.deep.equal([
      ['Pirate', true, undefined],
      ['strict', undefined, true],
    ]);
  });

  it('of a folder that nobody trusts are not read', () => {
    put(join(project, '.opencode/agents/build.md'), 'mine');
    put(join(project, '.opencode/modes/m.md'), 'mine');
    expect(read({}, false)).to.deep.equal({ agent: [], mode: [], problems: [] });
  });

  it('that are wrong are left out, with file, key and what may stand there', () => {
    put(join(project, '.opencode/agents/one.md'), '---\ntemperature: hot\n---\nx');
    put(join(project, '.opencode/agents/two.md'), '---\n- a\n---\nx');
    put(join(project, '.opencode/agents/three.md'), '---\ndescription: nothing to say\n---\n');
    put(join(project, '.opencode/agents/four.md'), '---\nname: ../x\n---\nx');
    put(join(project, '.opencode/agents/fine.md'), 'fine');
    const { agent, problems } = read({ agents: { five: { prompt: 'x', mode: 'boss' } } });
    expect(agent.map(({ id }) => id)).to.deep.equal(['fine']);
    const short = problems.map(({ file, key }) => `${String(file).replace(/^.*\//, '')} ${key}`);
    expect(short).to.deep.equal([
      'four.md name',
      'one.md temperature',
      'three.md prompt',
      'two.md ---',
      'opencode.toml: [agents.five] mode',
    ]);
  });
});
