import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { type Ask, policyWith } from './support.ts';

describe('policy:rules on files that find and xargs hand to readers', () => {
  let judge: Ask;
  let folder: string;
  before(async () => {
    judge = await policyWith({});
  });
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'ock-handed-')));
    execFileSync('git', ['init', '-q', '.'], { cwd: folder });
    for (const name of ['src/a.ts', 'src/b.ts', 'sub/c.txt']) plant(name);
  });
  afterEach(() => {
    delete process.env.OCK_TEST_VARIABLE;
    rmSync(folder, { recursive: true, force: true });
  });
  const plant = (name: string, text = 'x\n') => {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const effect = async (command: string, options: Parameters<Ask>[2] = {}) =>
    (await judge('bash', command, { cwd: folder, workspace: folder, ...options })).effect;
  /** Allowed in a folder without traps, so that what asks is the trap. */
  const turns = async (commands: readonly string[], trap: () => void, options: Parameters<Ask>[2] = {}) => {
    for (const command of commands) expect(await effect(command, options), `${command}, before`).to.equal('allow');
    trap();
    for (const command of commands) expect(await effect(command, options), command).to.not.equal('allow');
  };
  const EVERYTHING = [
    'find . -exec cat {} +',
    'find . -type f -exec grep -l x {} \\;',
    'find . -type f | xargs cat',
    'find . -print0 | xargs -0 cat',
  ];

  it('looks for secrets among them', async () => {
    await turns(EVERYTHING, () => plant('src/.env'));
    for (const command of ["find . -name '*.ts' -exec cat {} +", 'find sub | xargs wc -l', "find . -not -path './src/*' -exec cat {} +"])
      expect(await effect(command), command).to.equal('allow');
    for (const command of ["find . -name '.env' -exec cat {} +", "find src -name '.e*' | xargs cat"])
      for (const mode of ['ask', 'full', 'accept-edits'] as const) expect(await effect(command, { mode }), command).to.equal('deny');
  });

  it('follows links out of the workspace', async () => {
    await turns(['find . -exec cat {} +', 'find . | xargs cat', 'find . -print0 | xargs -0 head', 'ls | xargs cat'], () =>
      symlinkSync('/etc/passwd', join(folder, 'innocent')),
    );
    expect(await effect('find . -type f -exec cat {} +')).to.equal('allow');
    expect(await effect('find -L . -type f -exec cat {} +')).to.equal('ask');
  });

  it('splits names as xargs does', async () => {
    await turns(['find . -type f | xargs cat', 'find . | sort | xargs wc -l'], () => plant('a /etc/passwd'));
    expect(await effect('find . -type f -print0 | xargs -0 cat'), 'whole names').to.equal('allow');
    expect(await effect("find . -type f | xargs -d '\\n' cat"), 'whole lines').to.equal('allow');
    rmSync(join(folder, 'a '), { recursive: true });
    plant('my notes.txt');
    expect(await effect('find . -type f | xargs cat'), 'pieces in the workspace').to.equal('allow');
    await turns(["find . -type f | xargs -d '\\n' cat", 'find . -type f | xargs cat'], () => plant('b\n/etc/passwd'));
  });

  it('asks where quotes are taken away', async () => {
    await turns(['find . -type f | xargs cat', 'find . | xargs -I{} cat {}'], () => plant('"$x'));
    rmSync(join(folder, '"$x'));
    await turns(['find . -type f | xargs cat'], () => plant('a\\ b'));
  });

  it('takes no name for an option', async () => {
    execFileSync('git', ['add', '.'], { cwd: folder });
    await turns(['git ls-files | xargs sort', 'git ls-files -z | xargs -0 sort', 'ls | xargs cat'], () => {
      plant('-osrc/a.ts');
      execFileSync('git', ['add', '.'], { cwd: folder });
    });
    expect(await effect('find . -type f | xargs sort'), 'with a folder before it').to.equal('allow');
  });

  it('judges what git knows, wherever it stands', async () => {
    execFileSync('git', ['add', '.'], { cwd: folder });
    await turns(['git ls-files | xargs wc -l', 'git ls-files src | head -3 | xargs cat'], () => {
      symlinkSync('/etc/passwd', join(folder, 'link'));
      execFileSync('git', ['add', 'link'], { cwd: folder });
    });
    expect(await effect('git -C src ls-files | xargs cat')).to.equal('ask');
  });

  it('judges each of them by rules', async () => {
    const deny = { deny: ['read(src/b.ts)'] };
    for (const mode of ['ask', 'full'] as const)
      for (const command of EVERYTHING) expect(await effect(command, { ...deny, mode }), command).to.equal('deny');
    expect(await effect("find . -name 'a.ts' -exec cat {} +", deny)).to.equal('allow');
    expect(await effect('find . -exec cat {} +', { ask: ['read(src/b.ts)'] })).to.equal('ask');
    expect(await effect('grep -r x .', { ask: ['read(src/b.ts)'] }), 'folders whole as well').to.equal('ask');
    for (const allow of [['bash'], ['bash(find *)', 'bash(cat *)'], ['bash(*)', 'read(**)']])
      expect(await effect('find / -name shadow -exec cat {} +', { allow, deny: ['read(/etc/shadow)'] }), allow.join()).to.not.equal(
        'allow',
      );
  });

  it('knows what ripgrep leaves out by itself', async () => {
    plant('.gitignore', 'node_modules/\n/dist\n*.log\n');
    for (const name of ['node_modules/a/id_rsa', 'src/node_modules/id_rsa', 'dist/id_rsa']) plant(name);
    for (const command of ['rg x', 'rg -n x .', 'rg -l x | xargs wc -l', "rg -g '*.ts' x", 'rg x src'])
      expect(await effect(command), command).to.equal('allow');
    const others = ['grep -r x .', "rg -g '*' x", 'rg --files --no-ignore', 'rg x node_modules', 'rg -uu x', 'rg x dist'];
    for (const command of others) expect(await effect(command), command).to.be.oneOf(['ask', 'deny']);
    await turns(['rg x', 'rg x src'], () => plant('src/.gitignore', '!node_modules\n'));
    rmSync(join(folder, 'src/.gitignore'));
    await turns(['rg x'], () => plant('sub/dist/id_rsa'));
    rmSync(join(folder, 'sub/dist'), { recursive: true });
    await turns(['rg x'], () => rmSync(join(folder, '.git'), { recursive: true }));
  });

  it('takes an include for a name, quoted or not', async () => {
    plant('.env');
    for (const command of ["grep -rn x --include='*.ts' .", 'grep -rn x --include=*.ts .'])
      expect(await effect(command), command).to.equal('allow');
    expect(await effect('grep -rn x --include=*e*v .'), 'nothing but a secret').to.equal('deny');
  });

  it('judges what lies in .git, too, where rules are about it', async () => {
    for (const command of ['grep -r x .', 'find . -type f -exec cat {} +'])
      for (const mode of ['ask', 'full'] as const)
        expect(await effect(command, { mode, deny: ['read(.git/config)'] }), command).to.equal('deny');
  });

  it('asks about programs of the workspace', async () => {
    const path = process.env.PATH;
    plant('bin/echo');
    execFileSync('chmod', ['+x', join(folder, 'bin/echo')]);
    try {
      process.env.PATH = `${folder}/bin:${path}`;
      for (const command of ['ls | xargs echo', 'ls | xargs', 'find . -exec echo {} +', 'env echo x', 'timeout 5 echo x', 'nice echo'])
        expect(await effect(command), command).to.equal('ask');
      for (const command of ['echo x', 'command echo x', 'builtin echo x', 'time echo x'])
        expect(await effect(command), command).to.equal('allow');
    } finally {
      process.env.PATH = path;
    }
  });

  it('shows no variable that the text did not set itself', async () => {
    const commands = [
      'echo "$OCK_TEST_VARIABLE"',
      'x=$OCK_TEST_VARIABLE; echo "$x"',
      'x=a$OCK_TEST_VARIABLE && y=$x; echo "$y"',
      'for f in $OCK_TEST_VARIABLE; do echo "$f"; done',
      'echo "\u0024{x:-$OCK_TEST_VARIABLE}"',
      'echo "\u0024{OCK_TEST_VARIABLE%x}"',
      'echo $((OCK_TEST_VARIABLE))',
      'cat <<< "$OCK_TEST_VARIABLE"',
      'cat <<EOF\n$OCK_TEST_VARIABLE\nEOF',
      '{ cat; } <<< "$OCK_TEST_VARIABLE"',
      'xargs echo <<< "$OCK_TEST_VARIABLE"',
      'read -r x <<< "$OCK_TEST_VARIABLE"; echo "$x"',
      'basename "$OCK_TEST_VARIABLE"',
      '[ "$OCK_TEST_VARIABLE" = a ]',
    ];
    await turns(commands, () => {
      process.env.OCK_TEST_VARIABLE = 'shown';
    });
    for (const command of ['[ -n "$OCK_TEST_VARIABLE" ] && echo set', '[[ -z $OCK_TEST_VARIABLE ]] || echo set'])
      expect(await effect(command), command).to.equal('allow');
  });
});
