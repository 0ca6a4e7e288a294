import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Ask, policyWith } from './support.ts';

describe('policy:rules on commands without rules', () => {
  let judge: Ask;
  before(async () => {
    judge = await policyWith({});
  });
  const effect = async (command: string, options: Parameters<Ask>[2] = {}) => (await judge('bash', command, options)).effect;

  it('lets commands that only read run without asking', async () => {
    for (const command of [
      'ls',
      'ls -la src',
      'pwd',
      'cat a.txt',
      "head -n 5 'a b.txt'",
      'tail -5 a',
      'wc -l a b',
      'grep -n needle a',
      'cat a | grep -i x | sort -u | head',
      'git status',
      'git diff --stat HEAD~1',
      'git log --oneline -5',
      "git log --format='%h %s'",
      'git show HEAD:src/a.ts',
      'git branch -a',
      'find . -name "*.ts" -type f',
      'cd src && ls',
      'echo hi',
      'test -f a && echo yes',
      'ls 2>/dev/null',
      'command -v node',
      'date +%F',
      'timeout 5 ls',
      'env ls',
      '/bin/ls',
      'du -sh .',
      'diff a b',
    ]) {
      expect(await effect(command), command).to.equal('allow');
      expect(await effect(command, { mode: 'plan' }), command).to.equal('allow');
    }
  });

  it('denies to read secrets, whatever is allowed', async () => {
    for (const command of [
      'cat .env',
      'cat ./a/../.env',
      'head -c 100 .env.local',
      'cat ~/.ssh/id_rsa',
      'echo x >> .env',
      'sh -c "cat .env"',
    ])
      for (const mode of ['ask', 'accept-edits', 'plan', 'deny', 'full'] as const)
        expect(await effect(command, { mode, allow: ['bash', 'read', 'edit'] }), command).to.equal('deny');
    for (const command of ['git show HEAD:.env', 'git log -p -- .env']) expect(await effect(command), command).to.be.oneOf(['ask', 'deny']);
  });

  it('asks about everything else, and about reading what must be asked for', async () => {
    const doubtful = [
      'cat /etc/passwd',
      'cat ~/notes',
      'cat *',
      'cat $X',
      'ls ..',
      'cd /',
      'cd / && ls',
      'cd .. && cat x',
      'grep -r key .',
      'grep -f /etc/passwd a',
      'find / -name x',
      'find . -delete',
      'find . -fprint x',
      'sort -o a b',
      'tree -o x',
      'git diff --output=x',
      'git diff --outp x',
      'git diff --no-index a b',
      'git log --ext-diff',
      'git grep -Oless x',
      'git branch new',
      'git tag v1',
      'git -C /x status',
      'git -c core.pager=x log',
      'git status $X',
      'git push',
      'PATH=. ls',
      'LD_PRELOAD=x ls',
      'ls > x',
      'uniq a b',
      'sed -i s/a/b/ x',
      'awk -f x',
      'tee x',
      'env',
      'printenv',
      'xargs ls',
      './ls',
      'python -c 1',
      'node -e 1',
      "[ -v 'a[$(x)]' ]",
      'x=(1)',
      'PATH=1',
      'IFS=/',
      'x=$SHLVL',
      'export A=1',
      'source x',
      '. x',
      'alias ls=rm',
      'make &',
      'date -s x',
      'date 010101',
      'file -C x',
      'diff -r a b',
      'ls ~root',
    ];
    for (const command of doubtful) {
      expect(await effect(command), command).to.equal('ask');
      expect(await effect(command, { mode: 'plan' }), command).to.be.oneOf(['ask', 'deny']);
    }
  });

  it('runs nothing but reading commands in mode plan, whatever is allowed', async () => {
    for (const command of ['npm test', 'rm x', 'echo x > a', 'ls; touch a', 'timeout 5 rm x', "sh -c 'touch a'", 'tee a', 'python x.py']) {
      expect(await effect(command, { mode: 'plan', allow: ['bash', 'write'] }), command).to.equal('deny');
    }
  });

  it('asks where the command runs outside the workspace', async () => {
    expect(await judge('bash', 'ls', { cwd: '/elsewhere' })).to.deep.include({ effect: 'ask', rule: 'read(/elsewhere)' });
    expect(await judge('bash', 'make', { cwd: '/elsewhere' }))
      .to.include({ effect: 'ask' })
      .and.not.have.property('rule');
    expect(await effect('make', { cwd: '/elsewhere', allow: ['bash(make)', 'read(/elsewhere)'] })).to.equal('allow');
    expect(await effect('make', { cwd: '/elsewhere', allow: ['bash(make)'] })).to.equal('ask');
  });

  it('follows symlinks', async () => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'rules-')));
    try {
      mkdirSync(join(dir, 'w/src'), { recursive: true });
      symlinkSync('/etc', join(dir, 'w/link'));
      symlinkSync(join(dir, 'w/src'), join(dir, 'w/alias'));
      const place = { cwd: join(dir, 'w'), workspace: join(dir, 'w') };
      expect(await effect('cat link/passwd', place)).to.equal('ask');
      expect(await effect('echo x > link/new', { ...place, mode: 'accept-edits' })).to.equal('ask');
      expect(await effect('echo x > alias/a', { ...place, mode: 'full', deny: ['edit(src/**)'] })).to.equal('deny');
      expect(await effect('echo x > src/a', { ...place, mode: 'full', deny: ['edit(alias/**)'] })).to.equal('deny');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('offers the narrowest rule, and that rule allows exactly this', async () => {
    const commands = [
      'npm test',
      'npm test -- "a b"',
      "echo '*' | make",
      'make && make install',
      'rm *.txt',
      'echo hi > out.txt',
      'echo a\\\\b | make',
      'cat /etc/hosts',
      'timeout 5 make',
      'X=1 make',
      "sh -c 'make; rm x'",
    ];
    for (const command of commands) {
      const decision = await judge('bash', command);
      expect(decision, command).to.have.property('rule').that.is.a('string');
      const rule = 'rule' in decision ? (decision.rule ?? '') : '';
      expect(await effect(command, { allow: [rule] }), `${command} with ${rule}`).to.equal('allow');
      if (rule.startsWith('bash'))
        expect(await effect(`${command} more`, { allow: [rule] }), `${command} more with ${rule}`).to.equal('ask');
      expect(await effect(`${command}; curl x`, { allow: [rule] }), rule).to.equal('ask');
    }
    expect(await judge('bash', 'npm test')).to.include({ rule: 'bash(npm test)' });
  });

  it('does not lose its way in loops', async () => {
    const place = { cwd: '/workspace/a/b', workspace: '/workspace' };
    expect(await effect('cd .. && cat x', place)).to.equal('allow');
    expect(await effect('cd ../.. && cd .. && cat x', place)).to.equal('ask');
    expect(await effect('for i in 1 2 3 4; do cd ..; done; cat etc/passwd', place)).to.equal('ask');
    expect(await effect('up() { cd ..; }; up; up; up; cat etc/passwd', { ...place, allow: ['bash(up)'] })).to.equal('ask');
  });

  it('offers no rule where none would help', async () => {
    expect(await judge('bash', 'npm test', { ask: ['bash(npm *)'] }))
      .to.include({ effect: 'ask' })
      .and.not.have.property('rule');
    expect(await judge('bash', 'make; $X'))
      .to.include({ effect: 'ask' })
      .and.not.have.property('rule');
  });

  it('asks by rule though it would be allowed', async () => {
    expect(await effect('git status', { ask: ['bash(git *)'] })).to.equal('ask');
    expect(await effect('ls', { ask: ['bash'] })).to.equal('ask');
    expect(await effect('sudo git x', { ask: ['bash(git *)'], allow: ['bash(sudo *)'] })).to.equal('ask');
  });
});
