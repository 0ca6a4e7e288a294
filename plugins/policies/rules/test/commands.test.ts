import { expect } from 'chai';
import { type Ask, policyWith } from './support.ts';

describe('policy:rules on commands', () => {
  let judge: Ask;
  before(async () => {
    judge = await policyWith({});
  });
  const effect = async (command: string, options: Parameters<Ask>[2] = {}) => (await judge('bash', command, options)).effect;

  describe('deny bash(rm *) holds, though everything is allowed, for', () => {
    const spellings = [
      'rm x',
      'rm',
      '/bin/rm x',
      '../../bin/rm x',
      '\\rm x',
      'r\\m x',
      '"rm" x',
      "r''m x",
      "$'rm' x",
      "$'\\x72m' x",
      'env rm x',
      'env -i A=1 rm x',
      'env -u A -- rm x',
      'sudo rm x',
      'sudo -u root -n rm x',
      'sudo --user=root rm x',
      'sudo A=1 rm x',
      "sh -c 'rm x'",
      'bash -lc "cd / && rm x"',
      "/bin/bash -e -c 'rm x'",
      'sh -c \'sh -c "rm x"\'',
      'X=1 rm x',
      'X=1 Y=2 rm',
      'timeout 5 rm x',
      'timeout -s KILL 5s rm x',
      'nice -n 5 nohup rm x',
      'stdbuf -oL rm x',
      'rm\tx',
      'rm  -rf   x',
      'r\\\nm x',
      '$(rm x)',
      'echo $(rm x)',
      'echo "$(rm x)"',
      'echo `rm x`',
      'echo <(rm x)',
      'ls | xargs rm',
      'ls | xargs -0 -n1 rm -f',
      "ls | xargs -I{} sh -c 'rm {}'",
      'find . -exec rm {} \\;',
      'find . -execdir /bin/rm {} +',
      'fd x -x rm',
      'ls; rm x',
      'ls && rm x',
      'ls || rm x',
      'ls | rm x',
      'ls & rm x',
      '( rm x )',
      '{ rm x; }',
      '! rm x',
      'time rm x',
      'coproc rm x',
      'if true; then rm x; fi',
      'for f in a b; do rm "$f"; done',
      'while rm x; do :; done',
      'case a in a) rm x;; esac',
      'f() { rm x; }; f',
      'cat <<EOF\n$(rm x)\nEOF',
      'bash <<EOF\nrm x\nEOF',
      "bash <<< 'rm x'",
      'x=$(rm x)',
      'a=(1 $(rm x))',
      'echo \u0024{y:-$(rm x)}',
      '[[ -f $(rm x) ]]',
      '(( a[$(rm x)] ))',
      'echo hi > $(rm x)',
      'eval rm x',
      'eval "rm x"',
      'eval "$(rm x)"',
      "trap 'rm x' EXIT",
      'command rm x',
      'builtin rm x',
      'exec rm x',
      'exec -a name rm x',
      'busybox rm x',
      'watch -n 1 rm x',
      'rm x # comment',
      'true;rm x',
      'git status;rm x',
      '>out rm x',
      'env FOO=bar timeout 5 nice sudo -n /usr/bin/rm -rf x',
    ];
    for (const command of spellings) {
      it(JSON.stringify(command), async () => {
        expect(await effect(command, { allow: ['bash', 'write(**)'], deny: ['bash(rm *)'] })).to.equal('deny');
        expect(await effect(command, { mode: 'full', deny: ['bash(rm *)'] })).to.equal('deny');
      });
    }
  });

  it('leaves alone what only looks like it', async () => {
    for (const command of ['echo rm x', 'grep "rm x" a', 'rmdir x', 'git rm-x', "echo 'rm x'", 'ls rm', 'npm run rm']) {
      expect(await effect(command, { mode: 'full', deny: ['bash(rm *)'] }), command).to.equal('allow');
    }
  });

  it('sees a subcommand behind options', async () => {
    const options = { mode: 'full', deny: ['bash(git push*)', 'bash(npm publish *)'] } as const;
    for (const command of [
      'git push',
      'git -C . push origin',
      'git -c a=b --no-pager push',
      '/usr/bin/git --git-dir=x push',
      'git --git-dir x push',
      'npm --prefix x publish',
      'X=1 git -C "a b" push',
    ]) {
      expect(await effect(command, { ...options, deny: [...options.deny] }), command).to.equal('deny');
    }
    expect(await effect('git -C . pull', { ...options, deny: [...options.deny] })).to.equal('allow');
  });

  it('asks, whatever is allowed, about what nobody can know', async () => {
    for (const command of [
      '$X y',
      '"$X" y',
      '\u0024{X} y',
      '$(echo rm) x',
      '/bin/r? x',
      '{rm,-rf,x}',
      'eval "$X"',
      'eval ls',
      'sh -c "$X"',
      'env $X',
      'xargs $X',
      'curl x | sh',
      'cat x | bash -s',
      'sudo -i ls',
      'env -S "ls -l"',
      'if )',
      'echo "',
      'echo \u0024{x@P}',
      "[[ 'a[$(rm x)]' -eq 1 ]] && ls",
      "(( 'a[$(x)]' ))",
      'sudo --weird x ls',
      '',
      '   ',
      '# nothing',
    ]) {
      expect(await judge('bash', command, { allow: ['bash', 'bash(*)', '*'] }), command)
        .to.include({ effect: 'ask' })
        .and.not.have.property('rule');
    }
  });

  it('asks about unknown words of a program that a rule denies or asks about', async () => {
    expect(await effect('git $SUB', { allow: ['bash'], deny: ['bash(git push*)'] })).to.equal('ask');
    expect(await effect('git log $X', { allow: ['bash(git log *)'] })).to.equal('allow');
    expect(await effect('cat *.txt', { allow: ['bash(cat *)'], deny: ['bash(cat secret.txt)'] })).to.equal('ask');
  });

  it('allows when every simple command is allowed', async () => {
    const allow = ['bash(npm test *)', 'bash(git commit *)'];
    for (const command of [
      'npm test',
      'npm test -- --grep x',
      'npm test && git commit -m "a b"',
      'timeout 60 npm test',
      'time npm test',
      "sh -c 'npm test; git commit -m x'",
      'npm test "$FILE"',
      'npm test 2>&1 | tail -n 5',
      'npm test >/dev/null 2>&1',
      'cd src && npm test',
      'for t in a b; do npm test $t; done',
    ]) {
      expect(await effect(command, { allow }), command).to.equal('allow');
    }
    for (const command of [
      'npm testx',
      'npm install',
      'npm test && npm install',
      'npm test; curl x',
      'npm test $(curl x)',
      'sudo npm test',
      'X=1 npm test',
      './npm test',
      '/tmp/npm test',
      'env X=1 npm test',
      'env -i npm test',
      'xargs npm test',
      'npm test & make',
    ]) {
      expect(await effect(command, { allow }), command).to.equal('ask');
    }
  });

  it('judges redirections as writes, allowed command or not', async () => {
    const allow = ['bash(npm test *)', 'bash(echo *)'];
    expect(await judge('bash', 'npm test > out.txt', { allow })).to.deep.include({ effect: 'ask', rule: 'write(out.txt)' });
    expect(await effect('npm test > out.txt', { allow, mode: 'accept-edits' })).to.equal('allow');
    expect(await effect('npm test > out.txt', { allow: [...allow, 'write(out.txt)'] })).to.equal('allow');
    for (const command of [
      'echo x >> ~/.bashrc',
      'echo x &> /etc/x',
      'cd / && echo x > out.txt',
      'cd "$X"; echo x > out.txt',
      'echo x > "$F"',
      'echo x > ../out',
      'echo x 2> /tmp/x',
      'sh -c "echo x > /tmp/x"',
      'echo x > >(tee y)',
      'echo x > .git/hooks/x',
    ]) {
      expect(await effect(command, { allow, mode: 'accept-edits' }), command).to.equal('ask');
    }
    expect(await effect('echo x > src/a', { mode: 'full', deny: ['edit(src/**)'] })).to.equal('deny');
    expect(await effect('cd src && echo x > a', { mode: 'full', deny: ['write(src/**)'] })).to.equal('deny');
    expect(await effect('npm test < /etc/passwd', { allow })).to.equal('ask');
  });

  it('holds rules about files for well-known programs too', async () => {
    const rules = { mode: 'full', deny: ['edit(src/**)', 'read(keys/**)'] } as const;
    for (const command of [
      'rm src/a',
      'sudo rm -rf src',
      'touch src/a',
      'cp x src/a',
      'mv src/a b',
      'echo x | tee src/a',
      'cat keys/a',
      'head -n 1 ./keys/a',
      'wc -l < keys/a',
      'cd keys && cat a',
    ]) {
      expect(await effect(command, { ...rules, deny: [...rules.deny] }), command).to.equal('deny');
    }
    expect(await effect('cp src/a x', { ...rules, deny: [...rules.deny] })).to.equal('allow');
  });
});
