import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { type Ask, policyWith } from './support.ts';

describe('policy:rules in a hostile repository', () => {
  let judge: Ask;
  let folder: string;
  const path = process.env.PATH;
  before(async () => {
    judge = await policyWith({});
  });
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'ock-hostile-')));
    git('init', '-q', '.');
    writeFileSync(join(folder, 'a.txt'), 'a\n');
    git('add', 'a.txt');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'a');
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true, force: true });
  });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
  const here = (options: Parameters<Ask>[2] = {}) => ({ cwd: folder, workspace: folder, ...options });
  const effect = async (command: string, options: Parameters<Ask>[2] = {}) => (await judge('bash', command, here(options))).effect;
  const config = (text: string) => appendFileSync(join(folder, '.git/config'), `\n${text}\n`);
  const included = (text: string): string => {
    writeFileSync(join(folder, 'more'), `${text}\n`);
    return '../more';
  };
  /** What git really does when it reads. */
  const runsSomething = (...commands: string[][]): boolean => {
    const attempt = (args: string[]) => {
      try {
        execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
      } catch {
        // that a planted program is no good filter does not matter here
      }
    };
    // the same content at another time: git writes its index anew, which runs hooks
    utimesSync(join(folder, 'a.txt'), 1_000_000_000, 1_000_000_000);
    attempt(['status']);
    writeFileSync(join(folder, 'a.txt'), 'changed\n');
    commands.forEach(attempt);
    return existsSync(join(folder, 'ran'));
  };
  const plant = (name: string): string => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho ran >> '${folder}/ran'\n`);
    chmodSync(file, 0o755);
    return file;
  };

  const attribute = (text: string) => writeFileSync(join(folder, '.gitattributes'), `* ${text}\n`);

  const attacks: [name: string, setting: () => string, attribute?: string][] = [
    ['core.fsmonitor', () => `[core]\n fsmonitor = ${plant('x')}`],
    ['core.fsmonitor on one line, in capitals', () => `[CORE]FSMonitor=${plant('x')}`],
    ['a filter', () => `[filter "x"]\n clean = ${plant('x')}`, 'filter=x'],
    ['textconv', () => `[diff "x"]\n textconv = ${plant('x')}`, 'diff=x'],
    ['diff.external', () => `[diff]\n external = ${plant('x')}`],
    ['a diff driver', () => `[diff "x"]\n command = ${plant('x')}`, 'diff=x'],
    ['an included file', () => `[include]\n path = ${included(`[core]\n fsmonitor = ${plant('x')}`)}`],
    ['a hook', () => `# ${plant('.git/hooks/post-index-change')}`],
    ['a hook elsewhere', () => `[core]\n hooksPath = ./hooks # ${plant('hooks/post-index-change')}`],
    ['a value over two lines', () => `[core]\n fsmonitor = \\\n${plant('x')}`],
  ];
  for (const [name, setting, attributes] of attacks) {
    it('looks at the settings of the repository that -C leads to', async () => {
      execFileSync('git', ['init', '-q', 'nested'], { cwd: folder });
      expect(await effect('git -C nested status')).to.equal('allow');
      appendFileSync(join(folder, 'nested/.git/config'), '\n[core]\n\tfsmonitor = ./x\n');
      for (const command of [
        'git -C nested status',
        'git --no-pager -C ./nested log',
        'git -C . -C nested diff',
        'for d in */; do git -C "$d" status; done',
      ])
        expect(await effect(command), command).to.equal('ask');
      for (const command of ['git status', 'git -C nested -C .. status']) expect(await effect(command), command).to.equal('allow');
    });

    it('looks at repositories that stand in the index, though they are no submodules', async () => {
      const nested = join(folder, 'nested');
      execFileSync('git', ['init', '-q', nested]);
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x', '--allow-empty'], { cwd: nested });
      execFileSync('git', ['add', 'nested'], { cwd: folder, stdio: 'ignore' });
      expect(await effect('git status')).to.equal('allow');
      appendFileSync(join(nested, '.git/config'), `\n[core]\n\tfsmonitor = touch ${join(folder, 'ran')}\n`);
      expect(runsSomething(['status'], ['diff']), 'the trap is one').to.equal(true);
      for (const command of ['git status', 'git diff', 'git describe --dirty']) expect(await effect(command), command).to.equal('ask');
    });

    it('takes a .git that leads to itself for none, as git does', async () => {
      const loop = join(folder, 'loop');
      mkdirSync(loop);
      symlinkSync('.git', join(loop, '.git'));
      const inside = { cwd: loop, workspace: folder };
      expect((await judge('bash', 'git status', inside)).effect).to.equal('allow');
      expect((await judge('bash', 'git push', inside)).effect).to.equal('ask');
      // what git reads there are the settings of the repository around it
      config('[core]\n\tfsmonitor = ./x');
      expect((await judge('bash', 'git status', inside)).effect).to.equal('ask');
    });

    it('asks where settings of git cannot be looked at', async () => {
      rmSync(join(folder, '.git/config'));
      symlinkSync('config', join(folder, '.git/config'));
      expect(await effect('git log')).to.equal('ask');
      expect(await effect('git log', { mode: 'plan' })).to.equal('deny');
    });

    it(`asks before git reads where ${name} would run a program`, async () => {
      config(setting());
      if (attributes) attribute(attributes);
      for (const command of ['git status', 'git diff', 'git log -p', 'ls; git show']) {
        expect(await effect(command), command).to.equal('ask');
        expect(await effect(command, { mode: 'plan' }), command).to.equal('deny');
        expect(await effect(command, { allow: ['bash(git *)', 'bash(ls)'] }), command).to.equal('allow');
      }
      expect(runsSomething(['status'], ['diff']), 'the attack works').to.equal(true);
    });
  }

  it('asks before git reads in an embedded bare repository and in submodules that name programs', async () => {
    const bare = join(folder, 'docs');
    for (const part of ['objects', 'refs']) mkdirSync(join(bare, part), { recursive: true });
    writeFileSync(join(bare, 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(
      join(bare, 'config'),
      `[core]\n repositoryformatversion = 0\n bare = false\n worktree = ..\n fsmonitor = ${plant('x')}\n`,
    );
    expect(await effect('git status')).to.equal('allow');
    expect(await effect('cd docs && git status')).to.equal('ask');
    mkdirSync(join(folder, '.git/modules/sub'), { recursive: true });
    writeFileSync(join(folder, '.git/modules/sub/HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(folder, '.git/modules/sub/config'), `[core]\n fsmonitor = ${plant('x')}\n`);
    expect(await effect('git status')).to.equal('ask');
  });

  it('does not ask for settings that people have', async () => {
    config(
      '[core]\n fsmonitor = true\n hooksPath = .husky\n[remote "o"]\n url = git@example.org:a/b\n promisor = true\n[branch "external"]\n remote = o',
    );
    config('[filter "lfs"]\n clean = git-lfs clean -- %f\n process = git-lfs filter-process\n[user]\n name = a');
    for (const command of ['git status', 'git diff', 'git log', 'git branch -a']) expect(await effect(command), command).to.equal('allow');
    expect(runsSomething(['log'])).to.equal(false);
  });

  it('asks where a program of the workspace stands first on PATH', async () => {
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    plant('node_modules/.bin/ls');
    plant('cat');
    expect(await effect('ls')).to.equal('allow');
    process.env.PATH = `${folder}/node_modules/.bin:.:${path}`;
    for (const command of ['ls', 'cat a.txt', 'echo x | cat', 'git status; ls']) {
      expect(await effect(command), command).to.equal('ask');
      expect(await effect(command, { mode: 'plan' }), command).to.equal('deny');
    }
    for (const command of ['head a.txt', 'echo hi', 'git status']) expect(await effect(command), command).to.equal('allow');
  });

  it('finds the path in every spelling of a revision', async () => {
    const spellings = ['HEAD:secrets/a', ':secrets/a', ':0:secrets/a', ':./secrets/a', "'HEAD^{/fix: this}:secrets/a'", '-- secrets/a'];
    for (const spelling of spellings) {
      for (const command of [`git show ${spelling}`, `git cat-file -p ${spelling}`])
        expect(await effect(command, { deny: ['read(secrets/**)'] }), command).to.equal('deny');
    }
  });

  it('answers, where backtracking would not in a lifetime, whatever pattern a project brings along', async () => {
    const name = 'a'.repeat(200);
    for (const pattern of [`${'*a'.repeat(12)}b`, `src/${'**/a*'.repeat(8)}b`, `${'{a,*}'.repeat(20)}b`]) {
      expect((await judge('read', join(folder, 'src', name), here({ deny: [`read(${pattern})`] }))).effect, pattern).to.be.oneOf([
        'allow',
        'deny',
      ]);
      await effect(`cat src/${name}`, { deny: [`read(${pattern})`, `bash(${pattern})`] });
    }
  });

  it('asks where reading programs would show files that look like secrets', async () => {
    writeFileSync(join(folder, '.env'), 'KEY=1\n');
    mkdirSync(join(folder, 'copy'));
    writeFileSync(join(folder, 'copy/.env'), 'KEY=2\n');
    expect(await effect('rg KEY')).to.equal('allow');
    for (const command of [
      "rg KEY -g '*'",
      "rg -g'.e*' KEY",
      "rg -ig '.*' KEY",
      "rg --glob='.e[n]v' KEY",
      'diff . copy',
      'ps e',
      'ps auxeww',
      'ps -eo pid,environ',
      'jq -n --arg a b --arg c d env',
      'git var -l',
      'cat .e[n]v',
      'cat /proc/self/environ',
      'cat /proc/1/environ',
    ])
      expect(await effect(command), command).to.not.equal('allow');
    for (const command of ['cat .e[n]v', 'cat .{env,x}', 'cat ./*/../.env', 'cat ~+/.env', 'cat /proc/1/environ', "rg KEY -g '.{env,x}'"])
      expect(await effect(command, { allow: ['bash(cat *)'] }), command).to.not.equal('allow');
    for (const command of ['ps aux', 'ps -ef', 'diff a.txt copy/b', 'cat [a].txt', "rg KEY -g '!x'", "rg KEY -g '*.ts'", 'git grep KEY'])
      expect(await effect(command), command).to.equal('allow');
    const long = `rg ${'ab.'.repeat(100)}`;
    expect(await effect(long, { deny: ['read(private/**)'] }), 'a pattern too long for the name of a folder').to.equal('allow');
    expect(await effect("grep -r --include='*.ts' KEY ."), 'an include that leaves secrets out').to.equal('allow');
    writeFileSync(join(folder, '.ignore'), '!.env\n');
    expect(await effect('rg KEY'), 'an ignore file that takes .env back').to.equal('ask');
    git('add', '-f', '.env');
    expect(await effect('git grep KEY'), 'a secret that git knows').to.equal('ask');
  });

  it('holds to deny rules below a folder that is searched, whatever else is in it', async () => {
    mkdirSync(join(folder, 'private'));
    writeFileSync(join(folder, 'private/x'), 'x\n');
    writeFileSync(join(folder, '.env'), 'KEY=1\n');
    git('add', 'private');
    for (const command of ['grep -r x .', 'git grep x', 'diff . private', 'curl "file://$PWD/private/x"'])
      expect(await effect(command, { allow: ['bash'], deny: ['read(private/**)'] }), command).to.not.equal('allow');
  });

  it('lets a rule allow what shows files of a large repository, and looks at the folder that is named alone', async () => {
    for (const name of ['many', 'few', 'private']) mkdirSync(join(folder, name));
    for (let at = 0; at < 4_001; at++) writeFileSync(join(folder, 'many', `${at}`), '');
    for (const name of ['few/x', 'private/x']) writeFileSync(join(folder, name), 'x\n');
    git('add', '-A');
    const deny = ['read(private/**)'];
    expect(await effect('git diff', { deny })).to.equal('ask');
    expect(await effect('git diff', { deny, allow: ['bash(git diff *)'] })).to.equal('allow');
    expect(await effect('git diff', { deny: ['write(private/**)'] })).to.equal('allow');
    expect(await effect('git diff -- few', { deny })).to.equal('allow');
    expect(await effect('git diff -- private', { deny, allow: ['bash'] })).to.not.equal('allow');
  });

  it('asks about paths that lead elsewhere in every process', async () => {
    mkdirSync(join(folder, 'private'));
    writeFileSync(join(folder, 'private/x'), 'x\n');
    writeFileSync(join(folder, 'x'), 'x\n');
    symlinkSync('/proc/self/cwd', join(folder, 'here'));
    const deny = ['read(private/**)'];
    const given = process.cwd();
    process.chdir(folder);
    try {
      for (const path of ['/proc/self/cwd/x', '../here/x', '/proc/thread-self/cwd/x', `/proc/self/root${folder}/here/x`])
        for (const command of [`cd private && cat ${path}`, `cd private; cp ${path} ../y`, `cd private && tac < ${path}`]) {
          expect(await effect(command, { deny, allow: ['bash'] }), command).to.not.equal('allow');
          expect(await effect(command), command).to.not.equal('allow');
        }
    } finally {
      process.chdir(given);
    }
  });

  const starts: [command: string, file: string, text: string][] = [
    ['yarn --version', '.yarnrc.yml', 'yarnPath: ./evil.cjs\n'],
    ['yarn list', '.yarnrc', 'yarn-path "./evil.js"\n'],
    ['yarn why a', 'package.json', '{"packageManager":"yarn@https://evil.test/yarn.js"}\n'],
    ['pnpm ls', '.pnpmfile.cjs', 'x\n'],
    ['pnpm --version', '.npmrc', 'pnpmfile=./x.cjs\n'],
    ['cargo --version', 'rust-toolchain.toml', '[toolchain]\npath = "./evil"\n'],
    ['rustc --version', 'rust-toolchain', 'x\n'],
    ['rustup show', 'rust-toolchain.toml', 'x\n'],
    ['mvn --version', '.mvn/jvm.config', '-javaagent:evil.jar\n'],
    ['dotnet --version', 'global.json', '{}\n'],
    ['jest --version', 'node_modules/jest/package.json', '{}\n'],
  ];
  for (const [command, file, text] of starts)
    it(`asks about ${command} where ${file} has it run something`, async () => {
      expect(await effect(command)).to.equal('allow');
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
      expect(await effect(command)).to.equal('ask');
    });

  it('asks about npm help, which opens what .npmrc names as browser', async () => {
    expect(await effect('npm help install')).to.equal('ask');
  });
});
