import { expect } from 'chai';
import { type Ask, policyWith } from './support.ts';

const WIDE = ['bash', 'bash(rm *)', 'write(/**)', 'write'];

describe('commands that leave nothing to come back to', () => {
  let judge: Ask;
  before(async () => {
    judge = await policyWith({});
  });

  it('are asked about in mode full and by whatever wide rule', async () => {
    for (const command of [
      'rm -rf /',
      'rm -fr /*',
      'rm -r -f -- /',
      'rm --recursive --force /',
      'sudo rm -rf --no-preserve-root /',
      'rm -rf ~',
      'rm -rf ~/',
      'rm -rf ~/*',
      'rm -rf "$HOME"',
      'rm -rf $HOME/*',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
      'rm -rf ${HOME}',
      'rm -rf /usr',
      'rm -rf /etc/*',
      'rm -rf /usr/../etc',
      'rm -rf ..',
      'rm -rf ../../..',
      'rm -rf ../*',
      'cd / && rm -rf *',
      'cd / && rm -rf .',
      "sh -c 'rm -rf /'",
      'echo hi; (true && rm -rf /)',
      'xargs rm -rf / </dev/null',
      'chmod -R 777 /',
      'chown -R me:me /usr',
      'find / -delete',
      'find ~ -name "*" -delete',
      'mv ~ /tmp/x',
      'mv /* /tmp/x',
      '/bin/rm -rf /',
      '\\rm -rf /',
      'env A=1 rm -rf /',
      'nohup rm -rf ~ &',
      'find / -exec rm -rf {} +',
      'find ~ -type f -exec rm {} \\;',
      'find / -execdir rm -rf {} +',
      'find -- / -delete',
      'find / | xargs rm -rf',
      'find ~ -type f -print0 | xargs -0 rm',
      "find / -name '*' -exec rm -rf {} +",
      'rm -rf {/usr,/etc}',
      'rm -rf /{usr,etc}',
      'rm --rec -f ~',
      'chmod --recurs 777 /',
      'mv -t /tmp /usr',
      'mv --target-directory=/tmp /usr',
      'rsync -a --delete empty/ /',
      'rsync -r --delete-after x/ ~',
      'git -C / clean -fdx',
      'git -C ~ clean -xdf',
      'rm -rf "$PWD/.."',
      'rm -rf ~+/../..',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
      'rm -rf "${HOME:?}"/*',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
      'rm -rf ${HOME%/}',
    ]) {
      expect((await judge('bash', command, { mode: 'full', allow: WIDE })).effect, command).to.equal('ask');
      expect((await judge('bash', command, { mode: 'deny', allow: WIDE })).effect, command).to.equal('deny');
    }
  });

  it('are told from those that clean up', async () => {
    for (const command of [
      'rm -rf node_modules',
      'rm -rf ./dist build/*',
      'rm -rf *',
      'rm -rf .',
      'rm -rf /tmp/x',
      'rm -rf ~/.cache/tool',
      'rm ~/a.txt',
      'rm -rf ../sibling',
      'chmod -R u+w .',
      'find . -name "*.pyc" -delete',
      'mv a ~',
      'cp -r a ~',
      'mv x /usr/local/bin/',
      'mv -t /usr/local/bin x',
      'rsync -a --delete src/ dst/',
      'git clean -fdx',
      'git -C sub clean -fdx',
      'git -C / clean -n',
      'find . -name node_modules -exec rm -rf {} +',
      'find ~ -name "*.pyc" -exec rm {} +',
      'find . -exec rm {} +',
      'find . | xargs rm',
      'find ~ -name "*.pyc" | xargs rm',
      'find / -name x | xargs ls',
      'rm -rf {dist,build}',
      'rm -rf "$PWD/dist"',
    ])
      expect((await judge('bash', command, { mode: 'full' })).effect, command).to.equal('allow');
  });

  it('run where a rule spells them out', async () => {
    expect((await judge('bash', 'rm -rf /opt', { allow: ['bash(rm -rf /opt)'] })).effect).to.equal('allow');
  });
});
