import { expect } from 'chai';
import { policyContract } from '../../../../test/contracts/policy.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { policyKernel } from '../../../../test/support/policy-kernel.ts';
import { type Ask, policyWith } from './support.ts';

const pluginDir = new URL('..', import.meta.url);

policyContract({ pluginDir });

describe('policy:rules', () => {
  let judge: Ask;
  const effects = async (calls: Parameters<Ask>[]) => Promise.all(calls.map(async (call) => (await judge(...call)).effect));

  describe('without rules', () => {
    before(async () => {
      judge = await policyWith({});
    });

    it('reads the workspace freely, and asks outside of it', async () => {
      expect(await judge('read', '/workspace/src/a.ts')).to.include({ effect: 'allow' });
      expect(await judge('grep', '/workspace')).to.include({ effect: 'allow' });
      expect(await judge('read', '/workspace-evil/a.ts')).to.include({ effect: 'ask', rule: 'read(/workspace-evil/a.ts)' });
      expect(await judge('glob', '/etc')).to.include({ effect: 'ask', rule: 'glob(/etc)' });
    });

    it('asks before it writes', async () => {
      expect(await judge('write', '/workspace/src/a.ts')).to.include({ effect: 'ask', rule: 'write(src/a.ts)' });
      expect(await judge('edit', '/etc/hosts')).to.include({ effect: 'ask', rule: 'edit(/etc/hosts)' });
    });

    it('lets no mode reach what is its own, only a rule that names it', async () => {
      const file = '/home/tester/.config/opencode/opencode.toml';
      for (const tool of ['read', 'write']) {
        expect((await judge(tool, file, { mode: 'full' })).effect).to.equal('deny');
        expect((await judge(tool, file, { mode: 'full', allow: [`${tool}(${file})`] })).effect).to.equal('allow');
      }
      expect((await judge('bash', `echo x >> ${file}`, { mode: 'full' })).effect).to.equal('deny');
    });

    it('denies to read and write secrets and what is its own, in every mode', async () => {
      for (const path of [
        '/workspace/.env',
        '/workspace/a/.env.local',
        '/workspace/key.pem',
        '/workspace/opencode.toml',
        '/home/tester/.local/share/opencode/auth.json',
        '/home/tester/.config/opencode/opencode.toml',
      ]) {
        expect(
          await effects([
            ['read', path],
            ['write', path],
          ]),
          path,
        ).to.deep.equal(['deny', 'deny']);
        for (const mode of ['accept-edits', 'plan', 'deny', 'full'] as const)
          expect((await judge('write', path, { mode })).effect, path).to.equal('deny');
      }
      expect((await judge('read', '/workspace/.env.example')).effect).to.equal('allow');
      expect((await judge('write', '/workspace/.git/hooks/pre-commit', { mode: 'accept-edits' })).effect).to.equal('ask');
    });

    it('reads the whole outputs of tools of its own session, and writes none', async () => {
      const outputs = '/home/tester/.local/share/opencode/tool-output';
      expect((await judge('read', `${outputs}/ses_test/a.txt`)).effect).to.equal('allow');
      expect((await judge('bash', `tail -5 ${outputs}/ses_test/a.txt`)).effect).to.equal('allow');
      expect((await judge('write', `${outputs}/ses_test/a.txt`)).effect).to.equal('deny');
      for (const path of [outputs, `${outputs}/ses_1/a.txt`, `${outputs}/ses_test/../ses_1/a.txt`])
        expect((await judge('read', path, { mode: 'full' })).effect, path).to.equal('deny');
      expect((await judge('bash', `cat ${outputs}/*/a.txt`, { allow: ['bash'] })).effect).to.not.equal('allow');
    });

    it('lets tools of the session run, and asks before the network', async () => {
      expect((await judge('todo', 'todo')).effect).to.equal('allow');
      expect((await judge('question', 'question')).effect).to.equal('allow');
      expect(await judge('webfetch', 'https://example.com/a*b')).to.include({ effect: 'ask', rule: 'webfetch(https://example.com/a\\*b)' });
      const rule = 'websearch(https://api.test/search\\*?*)';
      expect(await judge('websearch', 'https://api.test/search*?q=one')).to.include({ effect: 'ask', rule });
      expect(await judge('websearch', 'https://api.test/search*?q=two', { allow: [rule] })).to.include({ effect: 'allow' });
      const elsewhere = 'https://other.test/search';
      expect(await judge('websearch', elsewhere, { allow: [rule] })).to.include({ effect: 'ask', rule: `websearch(${elsewhere})` });
      expect(await judge('mcp_jira_create', 'mcp_jira_create')).to.include({ effect: 'ask', rule: 'mcp_jira_create' });
    });

    it('obeys the modes', async () => {
      const calls = (mode: 'ask' | 'accept-edits' | 'plan' | 'deny' | 'full'): Parameters<Ask>[] => [
        ['read', '/workspace/a', { mode }],
        ['read', '/etc/hosts', { mode }],
        ['write', '/workspace/a', { mode }],
        ['write', '/tmp/a', { mode }],
        ['bash', 'ls', { mode }],
        ['bash', 'npm test', { mode }],
        ['mcp_x', 'mcp_x', { mode }],
        ['todo', 'todo', { mode }],
      ];
      expect(await effects(calls('ask'))).to.deep.equal(['allow', 'ask', 'ask', 'ask', 'allow', 'ask', 'ask', 'allow']);
      expect(await effects(calls('accept-edits'))).to.deep.equal(['allow', 'ask', 'allow', 'ask', 'allow', 'ask', 'ask', 'allow']);
      expect(await effects(calls('plan'))).to.deep.equal(['allow', 'ask', 'deny', 'deny', 'allow', 'deny', 'deny', 'allow']);
      expect(await effects(calls('deny'))).to.deep.equal(['allow', 'deny', 'deny', 'deny', 'allow', 'deny', 'deny', 'allow']);
      expect(await effects(calls('full'))).to.deep.equal(Array(8).fill('allow'));
    });

    it('says why, and what it denied by', async () => {
      expect(await judge('write', '/workspace/a', { mode: 'plan' })).to.deep.equal({
        effect: 'deny',
        by: 'mode',
        reason: 'nothing may be written in permission mode plan',
        because: { key: 'policy-rules.plan_writes' },
      });
      expect(await judge('write', '/workspace/a', { deny: ['edit'] })).to.deep.equal({
        effect: 'deny',
        by: 'rule',
        reason: 'the rule edit denies it',
        because: { key: 'policy-rules.rule_deny', args: { rule: 'edit' } },
      });
      expect(await judge('write', '/workspace/a', { mode: 'deny' })).to.include({ effect: 'deny', by: 'mode' });
    });
  });

  describe('rules about paths', () => {
    const cases: [rule: string, path: string, allow: boolean, deny: boolean][] = [
      ['edit(src/**)', '/workspace/src/a/b.ts', true, true],
      ['edit(src/**)', '/workspace/lib/a.ts', false, false],
      ['edit(src/*.ts)', '/workspace/src/a.ts', true, true],
      ['edit(src/*.ts)', '/workspace/src/deep/a.ts', false, false],
      ['edit(src/*.{ts,tsx})', '/workspace/src/a.tsx', true, true],
      ['edit(./src/)', '/workspace/src/deep/a.ts', true, true],
      ['edit(*.md)', '/workspace/docs/deep/a.md', true, true],
      ['edit(*.md)', '/elsewhere/a.md', false, true],
      ['edit(*)', '/workspace/docs/a.ts', true, true],
      ['edit(*)', '/elsewhere/a.md', false, true],
      ['edit(docs)', '/workspace/docs/a.md', false, true],
      ['edit(/elsewhere/**)', '/elsewhere/a/b', true, true],
      ['edit(../sibling/*)', '/sibling/a', true, true],
      ['edit(app/[id]/page.ts)', '/workspace/app/[id]/page.ts', true, true],
      ['edit(a\\*b)', '/workspace/a*b', true, true],
      ['edit(a\\*b)', '/workspace/axb', false, false],
      ['write(src/**)', '/workspace/src/a.ts', true, true],
      ['multiedit(src/**)', '/workspace/src/a.ts', false, false],
      ['*', '/workspace/src/a.ts', true, true],
      ['e*', '/workspace/src/a.ts', true, true],
      ['read', '/workspace/src/a.ts', false, false],
    ];
    for (const [rule, path, allow, deny] of cases) {
      it(`${rule} ${allow ? 'allows' : 'does not allow'} and ${deny ? 'denies' : 'does not deny'} ${path}`, async () => {
        const ask = await policyWith({});
        expect((await ask('edit', path, { allow: [rule] })).effect).to.equal(allow ? 'allow' : 'ask');
        expect((await ask('edit', path, { deny: [rule], mode: 'full' })).effect).to.equal(deny ? 'deny' : 'allow');
      });
    }

    it('covers secrets only when a rule names them', async () => {
      const ask = await policyWith({});
      for (const rule of ['read', 'read(*)', 'read(**)', '*'])
        expect((await ask('read', '/workspace/.env', { allow: [rule] })).effect, rule).to.equal('deny');
      for (const rule of ['read(.env)', 'read(.env*)', 'read(**/.env)', '*(.env)'])
        expect((await ask('read', '/workspace/.env', { allow: [rule] })).effect, rule).to.equal('allow');
    });

    it('knows a tool by its family', async () => {
      const ask = await policyWith({});
      expect((await ask('multiedit', '/workspace/src/a.ts', { deny: ['edit(src/**)'] })).effect).to.equal('deny');
      expect((await ask('grep', '/workspace/src', { deny: ['read(src/**)'] })).effect).to.equal('deny');
      expect((await ask('read', '/workspace/src/a.ts', { deny: ['grep(src/**)'] })).effect).to.equal('allow');
    });
  });

  describe('configuration', () => {
    it('is read in both vocabularies', async () => {
      const permissions = {
        allow: ['write(docs/**)'],
        ask: ['read(src/private/**)'],
        deny: ['bash(npm publish*)'],
        bash_allow: ['git commit', 'npm run *'],
        auto_approve_tools: ['webfetch'],
        auto_approve_bash_patterns: ['make'],
      };
      judge = await policyWith({ permissions });
      expect(
        await effects([
          ['edit', '/workspace/docs/a.md'],
          ['read', '/workspace/src/private/a'],
          ['bash', 'npm publish'],
          ['bash', 'git commit -m x'],
          ['bash', 'git commitx'],
          ['bash', 'npm run test'],
          ['webfetch', 'https://example.com'],
          ['bash', 'make'],
          ['bash', 'make all'],
          ['bash', 'makes'],
        ]),
      ).to.deep.equal(['allow', 'ask', 'deny', 'allow', 'ask', 'allow', 'allow', 'allow', 'allow', 'ask']);
    });

    it('may turn asking off', async () => {
      judge = await policyWith({ permissions: { ask_before_bash: false, ask_before_edit: false } });
      expect(
        await effects([
          ['bash', 'npm test'],
          ['write', '/workspace/a'],
          ['write', '/workspace/.env'],
          ['bash', 'eval "$X"'],
        ]),
      ).to.deep.equal(['allow', 'allow', 'deny', 'ask']);
    });

    it('lets deny win whichever layer it stands in', async () => {
      judge = await policyWith({ permissions: { deny: ['bash(rm *)'], allow: ['edit'] } });
      expect((await judge('bash', 'rm x', { allow: ['bash', 'bash(rm *)'] })).effect).to.equal('deny');
      expect((await judge('write', '/workspace/a', { deny: ['write'] })).effect).to.equal('deny');
    });

    it('refuses a bad rule by name, file and key', async () => {
      for (const bad of ['bash(', 'two words', '', 'bash()', 'bash(x) y']) {
        const failure = await activatePlugin(pluginDir, { context: { kernel: policyKernel({ permissions: { deny: [bad] } }) } }).then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(failure, bad).to.include({ code: 'OC_CONFIG_TYPE' });
        expect(failure)
          .to.have.property('details')
          .that.includes({ key: 'permissions.deny', got: `"${bad}"`, file: '/workspace/opencode.toml' });
      }
    });

    it('checks rules given as flags', async () => {
      const { registered } = await activatePlugin(pluginDir, { context: { kernel: policyKernel() } });
      const { check } = registered.get('policy:rules') as { check(rule: string): void };
      expect(() => check('bash(git status *)')).to.not.throw();
      for (const bad of ['bash(', 'deny:bash(git push *)', 'ask:edit']) {
        expect(() => check(bad), bad)
          .to.throw()
          .with.property('code', 'OC_INPUT');
      }
    });
  });
});
