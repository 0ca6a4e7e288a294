import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { bash } from '../src/bash.ts';
import { fish } from '../src/fish.ts';
import { type CommandFacts, outline } from '../src/outline.ts';
import { powershell } from '../src/powershell.ts';
import { zsh } from '../src/zsh.ts';

const COMMANDS: CommandFacts[] = [
  { id: 'repl', hidden: true, summary: 'talk', flags: { continue: { name: 'continue', char: 'c', type: 'boolean', summary: 'go on' } } },
  {
    id: 'run',
    summary: "don't ask",
    flags: { format: { name: 'format', type: 'option', options: ['text', 'json'], summary: 'form' } },
    args: { prompt: {} },
  },
  {
    id: 'session:list',
    summary: 'list sessions',
    flags: { json: { name: 'json', type: 'boolean', summary: 'as JSON' }, secret: { name: 'secret', hidden: true } },
  },
  { id: 'session:show', summary: 'show one', args: { id: {} } },
  { id: 'completion', summary: 'print a script', args: { shell: { options: ['bash', 'fish'] } } },
];
const OUTLINE = outline(COMMANDS, [{ name: 'session', description: 'sessions' }], 'show help');
const available = (shell: string) => spawnSync(shell, ['--version']).status === 0;

describe('completion', () => {
  it('knows every word, flag and value, and nothing hidden', () => {
    const at = (path: string) => OUTLINE.find((entry) => entry.path === path);
    expect(at('')?.words.map(({ name }) => name)).to.deep.equal(['completion', 'run', 'session']);
    expect(at('')?.flags.map(({ name }) => name)).to.deep.equal(['continue', 'help']);
    expect(at('session')?.words).to.deep.equal([
      { name: 'list', summary: 'list sessions' },
      { name: 'show', summary: 'show one' },
    ]);
    expect(at('session list')?.flags.map(({ name }) => name)).to.deep.equal(['json', 'help']);
    expect(at('run')?.flags[0]?.values).to.deep.equal(['text', 'json']);
    expect(at('completion')?.words.map(({ name }) => name)).to.deep.equal(['bash', 'fish']);
  });

  it('completes in bash', function () {
    if (!available('bash')) {
      console.log('no bash here');
      return this.skip();
    }
    const complete = (...words: string[]) => {
      const script = `${bash('opencode', OUTLINE)}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _opencode; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
      expect(stderr).to.equal('');
      return stdout.trim().split('\n');
    };
    expect(complete('opencode', 'se')).to.deep.equal(['session']);
    expect(complete('opencode', 'session', '')).to.include.members(['list', 'show']);
    expect(complete('opencode', 'session', 'list', '--j')).to.deep.equal(['--json']);
    expect(complete('opencode', 'run', '--format', '')).to.deep.equal(['text', 'json']);
    expect(complete('opencode', 'run', '--format', 'j')).to.deep.equal(['json']);
    expect(complete('opencode', '--cont')).to.deep.equal(['--continue']);
  });

  for (const [shell, script] of [
    ['zsh', zsh],
    ['fish', fish],
  ] as const) {
    it(`is read by ${shell} without complaint`, function () {
      if (!available(shell)) {
        console.log(`no ${shell} here`);
        return this.skip();
      }
      // a file: some versions of fish do not read a script from the socket that a child of Node has for standard input
      const dir = mkdtempSync(join(tmpdir(), 'ock-completion-'));
      writeFileSync(join(dir, 'script'), script('opencode', OUTLINE));
      const { status, stderr } = spawnSync(shell, ['-n', join(dir, 'script')], { encoding: 'utf8' });
      rmSync(dir, { recursive: true });
      expect(stderr).to.equal('');
      expect(status).to.equal(0);
    });
  }

  it('completes in fish', function () {
    if (!available('fish')) {
      console.log('no fish here');
      return this.skip();
    }
    const dir = mkdtempSync(join(tmpdir(), 'ock-completion-'));
    writeFileSync(join(dir, 'script'), fish('opencode', OUTLINE));
    const complete = (line: string) => {
      const script = `source ${join(dir, 'script')}; complete -C '${line}'`;
      const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { encoding: 'utf8', env: { ...process.env, HOME: dir } });
      return stdout
        .trim()
        .split('\n')
        .map((found) => found.split('\t')[0]);
    };
    const found = [complete('opencode se'), complete('opencode session '), complete('opencode run --format ')];
    rmSync(dir, { recursive: true });
    expect(found[0]).to.deep.equal(['session']);
    expect(found[1]).to.include.members(['list', 'show']);
    expect(found[2]).to.include.members(['text', 'json']);
  });

  it('quotes what shells would read', () => {
    expect(zsh('opencode', OUTLINE)).to.include(`'run:don'\\''t ask'`);
    expect(fish('opencode', OUTLINE)).to.include(`-d 'don\\'t ask'`);
    expect(powershell('opencode', OUTLINE)).to.include(`@('run', 'don''t ask')`);
  });
});
