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
    ])
      expect((await judge('bash', command, { mode: 'full' })).effect, command).to.equal('allow');
  });

  it('run where a rule spells them out', async () => {
    expect((await judge('bash', 'rm -rf /opt', { allow: ['bash(rm -rf /opt)'] })).effect).to.equal('allow');
  });
});
