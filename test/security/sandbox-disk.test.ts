import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { needs, SandboxLab } from '../support/sandbox-lab.ts';

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'protocol.file.allow=always', ...args], { cwd, stdio: 'pipe' });
const COMMIT = 'git -c user.name=a -c user.email=a@b commit -q --allow-empty -m made';

describe('a command in the sandbox, on the disk', () => {
  let lab: SandboxLab;
  beforeEach(async function () {
    needs(this, 'bwrap', 'git');
    lab = await SandboxLab.open();
  });
  afterEach(() => lab?.close());

  const refused = async (command: string, cwd?: string): Promise<void> => {
    const { exitCode, text } = await lab.run(command, cwd === undefined ? {} : { cwd });
    expect(exitCode, `${command}\n${text}`).not.to.equal(0);
  };
  const repository = (): string => {
    git(lab.work, 'init', '-q');
    return join(lab.work, '.git');
  };

  it('writes in the workspace, in sub-folders of it, and where temporary files go', async () => {
    mkdirSync(join(lab.work, 'sub'));
    expect((await lab.run('echo x > a && mkdir -p b/c && echo y > b/c/d && rm a && mv b e')).exitCode).to.equal(0);
    expect(readFileSync(join(lab.work, 'e/c/d'), 'utf8')).to.equal('y\n');
    repository();
    expect((await lab.run('echo x > ../up && pwd', { cwd: join(lab.work, 'sub') })).text).to.equal(`${lab.work}/sub\n`);
    expect((await lab.run('f=$(mktemp) && echo x > $f && rm $f')).exitCode).to.equal(0);
    expect(statSync(join(lab.work, 'up')).uid).to.equal(process.getuid?.());
  });

  it('writes nowhere else, by whatever way', async () => {
    writeFileSync(join(lab.outside, 'kept'), 'kept');
    symlinkSync(lab.outside, join(lab.work, 'link'));
    symlinkSync(join(lab.outside, 'kept'), join(lab.work, 'file'));
    for (const command of [
      'echo x > $OUT/new',
      'echo x > link/new',
      'echo x > file',
      'echo x > $OUT/kept',
      'rm $OUT/kept',
      'mv $OUT/kept here',
      'chmod 777 $OUT/kept',
      'touch -d 2001-01-01 $OUT/kept',
      'ln $OUT/kept hard && echo x > hard',
      'mkdir $OUT/folder',
      'ln -s /etc/passwd $OUT/l',
      'truncate -s 0 /proc/1/root$OUT/kept',
      'mount -o remount,rw /',
      'mount --bind /tmp $OUT',
      'umount /tmp && echo x > $OUT/new',
      'unshare -m true 2>/dev/null && unshare -m sh -c "mount -o remount,rw,bind / && echo x > $OUT/new"',
      'unshare -Ur sh -c "mount -o remount,rw,bind / && echo x > $OUT/new"',
      'echo x > /proc/sys/kernel/domainname',
      'echo x > /sys/kernel/uevent_helper',
      'mknod disk b 8 0',
      'chroot /proc/1/root true',
    ])
      await refused(command);
    expect(readdirSync(lab.outside)).to.deep.equal(['kept']);
    expect(readFileSync(join(lab.outside, 'kept'), 'utf8')).to.equal('kept');
  });

  it('may ask for any folder to run in, and may not write there for that', async () => {
    await refused('echo x > new', lab.outside);
    expect(readdirSync(lab.outside)).to.deep.equal([]);
  });

  it('commits, and changes neither hooks nor settings of the repository', async () => {
    const dotGit = repository();
    for (const command of [
      'echo x > .git/hooks/pre-commit',
      'git config core.hooksPath /tmp/evil',
      'git config core.fsmonitor ./evil',
      'rm -rf .git/hooks',
      'mv .git .gone',
      'mv .git/hooks .git/other',
      'mv .git/config .git/other',
      'echo x >> .git/config',
      'rm .git/config',
      'ln -sf /tmp/evil .git/hooks',
    ])
      await refused(command);
    const before = readFileSync(join(dotGit, 'config'), 'utf8');
    expect((await lab.run(`echo x > a && git add a && ${COMMIT} && git branch other && git checkout -q other && git tag t`)).text).to.equal(
      '',
    );
    expect(String(git(lab.work, 'log', '--format=%s'))).to.equal('made\n');
    expect(readFileSync(join(dotGit, 'config'), 'utf8')).to.equal(before);
  });

  it('makes no hooks where there are none, and nothing that leads git elsewhere', async () => {
    const dotGit = repository();
    execFileSync('rm', ['-rf', join(dotGit, 'hooks')]);
    await refused('mkdir -p .git/hooks && echo x > .git/hooks/pre-commit');
    const { note } = await lab.run('mkdir evil && echo ../evil > .git/commondir');
    expect(note).to.match(/must not make .*\.git\/commondir: it is now /);
    expect(existsSync(join(dotGit, 'commondir'))).to.equal(false);
    git(lab.work, 'status');
  });

  it('commits in a worktree, whose repository lies elsewhere', async () => {
    const main = join(lab.outside, 'main');
    git(lab.outside, 'init', '-q', 'main');
    git(main, 'commit', '-q', '--allow-empty', '-m', 'first');
    execFileSync('rmdir', [lab.work]);
    git(main, 'worktree', 'add', '-q', lab.work, '-b', 'side');
    for (const command of [
      `echo x > ${main}/.git/hooks/pre-commit`,
      `echo x >> ${main}/.git/config`,
      'echo "gitdir: /tmp" > .git',
      'rm .git',
      `echo x > ${main}/.git/worktrees/work/commondir`,
      `echo x > ${main}/file`,
    ])
      await refused(command);
    expect((await lab.run(COMMIT)).text).to.equal('');
    expect(String(git(main, 'log', '--format=%s', 'side'))).to.equal('made\nfirst\n');
  });

  it('keeps the repositories of submodules as well', async () => {
    const other = join(lab.outside, 'other');
    git(lab.outside, 'init', '-q', 'other');
    git(other, 'commit', '-q', '--allow-empty', '-m', 'first');
    repository();
    git(lab.work, 'submodule', '--quiet', 'add', other, 'vendor/lib');
    expect((await lab.run(COMMIT, { cwd: join(lab.work, 'vendor/lib') })).text).to.equal('');
    for (const command of [
      'echo x > .git/modules/vendor/lib/hooks/post-checkout',
      'echo x >> .git/modules/vendor/lib/config',
      'mv .git/modules .git/m',
      'mv .git/modules/vendor .git/v',
      'echo "gitdir: /tmp" > vendor/lib/.git',
    ])
      await refused(command);
  });

  it('is not led by a .git file to a folder that does not belong to it', async () => {
    mkdirSync(join(lab.outside, 'hooks'));
    writeFileSync(join(lab.outside, 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(lab.work, '.git'), `gitdir: ${lab.outside}\n`);
    await refused('echo x > $OUT/new');
  });

  it('does not change our own files, which lie where it may write otherwise', async () => {
    const own = ['.config/opencode', '.local/share/opencode', '.cache/opencode'].map((name) => join(lab.home, name));
    for (const folder of own) mkdirSync(folder, { recursive: true });
    writeFileSync(join(lab.work, 'opencode.toml'), '');
    mkdirSync(join(lab.work, '.opencode/tools'), { recursive: true });
    for (const folder of own) await refused(`echo x > ${folder}/new`);
    for (const command of [
      'echo x > opencode.toml',
      'rm opencode.toml',
      'echo x > .opencode/tools/a.js',
      'mv .opencode o',
      'mv ~/.config ~/c',
    ])
      await refused(command);
    expect((await lab.run('echo x > ~/.cache/new')).exitCode).to.equal(0);
  });

  it('makes no settings of ours where there are none', async () => {
    const { note } = await lab.run('echo "[permissions]" > opencode.toml; mkdir -p .opencode/tools');
    expect(note).to.include('opencode.toml').and.to.include('.opencode');
    expect(readdirSync(lab.work).every((name) => name.includes('.from-sandbox-'))).to.equal(true);
  });

  it('cannot read keys', async () => {
    mkdirSync(join(lab.home, '.ssh'));
    mkdirSync(join(lab.home, '.local/share/opencode'), { recursive: true });
    const secret = 'correct horse';
    for (const name of ['.ssh/id', '.netrc', '.npmrc', '.local/share/opencode/auth.json'])
      writeFileSync(join(lab.home, name), `//registry/:_authToken=${secret}`);
    linkSync(join(lab.home, '.netrc'), join(lab.home, 'other-name'));
    const { text } = await lab.run(
      'cat ~/.ssh/* ~/.netrc ~/.npmrc ~/.local/share/opencode/auth.json; grep -r horse ~/.ssh ~/.netrc ~/.npmrc; ls -a ~/.ssh',
    );
    expect(text).not.to.include(secret);
    await refused('echo x > ~/.ssh/authorized_keys');
    expect(readdirSync(join(lab.home, '.ssh'))).to.deep.equal(['id']);
  });

  it('cannot read what rules deny, by any way, unless git tracks it', async () => {
    await lab.close();
    const deny = ['read(secrets/**)', 'read(.env*)', 'read(deep/*.pem)', 'read(tracked.txt)', 'bash(rm *)', 'read({a,b}.key)'];
    lab = await SandboxLab.open({}, 'bubblewrap', undefined, { deny });
    repository();
    const files = ['secrets/a', '.env', 'sub/.env.local', 'deep/b.pem', 'deep/c.txt', 'tracked.txt', 'b.key', 'x,y'];
    for (const folder of ['secrets', 'sub', 'deep', 'docker']) mkdirSync(join(lab.work, folder));
    for (const name of files) writeFileSync(join(lab.work, name), `PLANTED ${name}\n`);
    writeFileSync(join(lab.work, 'docker/.env'), 'x\n');
    git(lab.work, 'add', 'tracked.txt', 'deep/c.txt', 'docker/.env');
    for (const command of [
      'cat secrets/a .env sub/.env.local deep/b.pem b.key',
      'grep -rh PLANTED . --exclude=tracked.txt --exclude=c.txt --exclude="x,y"; tar c secrets sub .env | strings',
      'cp -r . /tmp/copy$$ && cat /tmp/copy$$/.env /tmp/copy$$/secrets/a; rm -rf /tmp/copy$$',
      'mv secrets other; cat other/a',
      'ln .env link; cat link; ln -s .env soft; cat soft',
      'x=secrets; cat $x/*; find . -name "*.pem" -exec cat {} +',
      `perl -pe1 .env || sed '' .env`,
    ])
      expect((await lab.run(command)).text, command).to.not.include('PLANTED');
    expect((await lab.run('cat tracked.txt deep/c.txt x,y')).text.match(/PLANTED/g)).to.have.length(3);
    expect((await lab.run('git status --short tracked.txt')).text).to.equal('A  tracked.txt\n');
    for (const name of files) expect(readFileSync(join(lab.work, name), 'utf8')).to.equal(`PLANTED ${name}\n`);
    rmSync(join(lab.work, '.git/index'));
    execFileSync('mkfifo', [join(lab.work, '.git/index')]);
    expect((await lab.run('cat tracked.txt .env; true')).text, 'what git tracks cannot be told').to.not.include('PLANTED');
    rmSync(join(lab.work, '.git'), { recursive: true });
    symlinkSync('.git', join(lab.work, '.git'));
    expect((await lab.run('echo ran; cat .env')).text, 'a link to itself')
      .to.include('ran')
      .and.not.include('PLANTED');
  });

  it('reads what configuration gives back, and writes what it adds', async () => {
    await lab.close();
    lab = await SandboxLab.open({});
    mkdirSync(join(lab.home, '.ssh'));
    writeFileSync(join(lab.home, '.ssh/known_hosts'), 'host');
    writeFileSync(join(lab.home, '.ssh/id'), 'key');
    writeFileSync(join(lab.outside, 'private'), 'private');
    const more = await SandboxLab.open({
      readable: [join(lab.home, '.ssh/known_hosts')],
      writable: [lab.outside],
      hidden: [join(lab.outside, 'private'), join(lab.home, '.ssh')],
    });
    try {
      const { text } = await more.run(
        `cat ${lab.home}/.ssh/known_hosts ${lab.home}/.ssh/id; echo x > ${lab.outside}/new; cat ${lab.outside}/private`,
      );
      expect(text)
        .to.match(/^host/)
        .and.not.match(/key$|private\n/m);
      expect(existsSync(join(lab.outside, 'new'))).to.equal(true);
    } finally {
      await more.close();
    }
  });

  it('writes nothing in mode read-only, and may scribble', async () => {
    const run = (command: string) => lab.run(command, { wish: { mode: 'read-only' } });
    writeFileSync(join(lab.work, 'a'), 'text');
    expect(await run('echo x > b')).to.have.property('exitCode', 1);
    expect(await run('f=$(mktemp) && cp a $f && cat $f')).to.include({ text: 'text', exitCode: 0 });
    expect(await run('echo x > a'))
      .to.have.property('note')
      .that.includes('nothing can be written');
  });

  it('writes everything in mode full', async () => {
    expect(await lab.run('echo x > $OUT/new', { wish: { mode: 'full' } })).to.have.property('exitCode', 0);
    expect(readdirSync(lab.outside)).to.deep.equal(['new']);
  });

  it('reaches no socket that was there before us', async function () {
    needs(this, 'socat');
    const path = join(lab.dir, 'daemon');
    const server = createServer((socket) => socket.end('hello')).listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const talk = `socat -t1 - UNIX-CONNECT:${path} </dev/null`;
      expect((await lab.run(talk)).text, 'one made since').to.equal('hello');
      await refused('socat -t1 - UNIX-CONNECT:/run/dbus/system_bus_socket </dev/null');
      expect((await lab.run('ls -A /run')).text).to.equal('');
    } finally {
      server.close();
    }
  });

  it('says to the model why a command failed, and nothing when it did not', async () => {
    expect((await lab.run('echo x > $OUT/new')).note).to.match(/^\[This command ran in a sandbox: only the workspace, .*unsandboxed: true/);
    expect((await lab.run('true')).note).to.equal(undefined);
    expect((await lab.run('exit 3')).note).to.equal(undefined);
  });

  it('keeps the real path of the workspace', async () => {
    expect((await lab.run('pwd -P')).text.trim()).to.equal(realpathSync(lab.work));
  });
});
