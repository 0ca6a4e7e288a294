import type { PermissionRequest } from '@ock/kernel';
import type { Subject } from '@ock/schemas';
import { expect } from 'chai';
import { permissionRequest } from '../../../../test/contracts/policy.ts';
import { policyKernel } from '../../../../test/support/policy-kernel.ts';
import { decide } from '../src/decide.ts';
import { readSettings } from '../src/settings.ts';

const ROUNDS = 400;
const WEIGHT = { allow: 0, ask: 1, deny: 2 };
const POOL = [
  'read',
  'read(src/**)',
  'read(.env)',
  'edit',
  'edit(*.ts)',
  'edit(.git/config)',
  'write(/etc/**)',
  'bash',
  'bash(git *)',
  'bash(rm *)',
  'bash(cat *)',
  'bash(npm test *)',
  'webfetch(domain:example.com)',
  'mcp_*',
  'mcp_*(owner=acme)',
  '*',
];
const TOOLS = {
  read: { id: 'read', permission: 'fs.read', readOnly: true },
  edit: { id: 'edit', permission: 'fs.write', readOnly: false },
  bash: { id: 'bash', permission: 'exec', readOnly: false },
  webfetch: { id: 'webfetch', permission: 'net', readOnly: true },
  mcp_x: { id: 'mcp_x', permission: 'net', readOnly: false },
} as const;
const SUBJECTS: [keyof typeof TOOLS, Subject][] = [
  ...['src/a.ts', '.env', 'notes.md', '.git/config'].flatMap((path): [keyof typeof TOOLS, Subject][] => [
    ['read', { action: 'read', path: `/workspace/${path}` }],
    ['edit', { action: 'write', path: `/workspace/${path}` }],
  ]),
  ['edit', { action: 'write', path: '/etc/hosts' }],
  ...['git status', 'git push', 'rm -rf x', 'npm test && rm x', 'cat .env', 'eval "$X"', 'echo x > src/a.ts'].map(
    (command): [keyof typeof TOOLS, Subject] => ['bash', { action: 'exec', command, cwd: '/workspace' }],
  ),
  ['webfetch', { action: 'net', url: 'https://docs.example.com/' }],
  ['mcp_x', { action: 'other', what: 'mcp_x' }],
];

/** Numbers that look random and are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('policy:rules decides by nothing but call, rules and trust', function () {
  this.timeout(60_000);
  const settings = readSettings(policyKernel());
  const effect = async (request: PermissionRequest) => (await decide(request, settings)).effect;

  it('so that order does not matter, and a rule more never moves the wrong way', async () => {
    const below = numbers(5);
    const some = () => POOL.filter(() => below(5) === 0);
    for (let round = 0; round < ROUNDS; round++) {
      const [tool, subject] = SUBJECTS[below(SUBJECTS.length)] as (typeof SUBJECTS)[number];
      const mode = (['ask', 'accept-edits', 'plan', 'deny', 'full'] as const)[below(5)] ?? 'ask';
      const rules = { allow: some(), ask: some(), deny: below(3) === 0 ? some() : [] };
      const request = permissionRequest({ tool: TOOLS[tool], subjects: [subject], mode, input: { owner: 'acme' }, sessionRules: rules });
      const told = JSON.stringify({ subject, mode, rules });
      const first = await effect(request);
      const turned = { allow: rules.allow.toReversed(), ask: rules.ask.toReversed(), deny: rules.deny.toReversed() };
      expect(await effect({ ...request, sessionId: 'other', callId: 'other', agent: 'other', sessionRules: turned }), told).to.equal(first);
      const more = POOL[below(POOL.length)] as string;
      const denied = await effect({ ...request, sessionRules: { ...rules, deny: [...rules.deny, more] } });
      expect(WEIGHT[denied], `${told} and deny ${more}`).to.be.at.least(WEIGHT[first]);
      const allowed = await effect({ ...request, sessionRules: { ...rules, allow: [...rules.allow, more] } });
      expect(WEIGHT[allowed], `${told} and allow ${more}`).to.be.at.most(WEIGHT[first]);
      if (first !== 'deny') continue;
      const asked = await effect({ ...request, sessionRules: { ...rules, ask: [...rules.ask, more] } });
      expect(asked, `${told} and ask ${more}`).to.equal('deny');
    }
  });
});
