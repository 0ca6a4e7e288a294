import { expect } from 'chai';
import { ATTEMPTS } from './hostile/attempts.ts';
import { ASKED, DENIED } from './hostile/denied-rm.ts';
import { FRESH_ASKED } from './hostile/fresh-asked.ts';
import { FRESH_DENIED } from './hostile/fresh-denied.ts';
import { MORE_THAN_READS, RENAMED } from './hostile/handed.ts';
import { ALLOWED_TOO_MUCH, FILES_DENIED, FILES_MAYBE, MAYBE_PUSHES, OVERSTEPS, PLANNED, PUSHES, SPELLED } from './hostile/other-rules.ts';
import { type Ask, policyWith } from './support.ts';

/** What is allowed besides: everything. */
const OPEN = { allow: ['bash', 'read(**)', 'read(/**)', 'write(**)', 'write(/**)'], deny: ['bash(rm *)'] };

describe('policy:rules cannot be talked round in a shell', () => {
  let judge: Ask;
  before(async () => {
    judge = await policyWith({});
  });
  const effects = async (command: string, options: Parameters<Ask>[2]) => [
    (await judge('bash', command, options)).effect,
    (await judge('bash', command, { ...options, mode: 'full' })).effect,
    (await judge('bash', command, { ...options, mode: 'accept-edits' })).effect,
  ];

  describe('deny bash(rm *) denies', () => {
    for (const command of [...DENIED, ...FRESH_DENIED])
      it(JSON.stringify(command), async () => {
        expect(await effects(command, OPEN)).to.deep.equal(['deny', 'deny', 'deny']);
        expect((await judge('bash', command)).effect, 'without rules').to.not.equal('allow');
      });
  });

  describe('deny bash(rm *) makes it ask about', () => {
    for (const command of [...ASKED, ...FRESH_ASKED, ...RENAMED])
      it(JSON.stringify(command), async () => {
        for (const effect of await effects(command, OPEN)) expect(effect).to.not.equal('allow');
        expect((await judge('bash', command)).effect, 'without rules').to.not.equal('allow');
      });
  });

  const each = (title: string, commands: readonly string[], options: Parameters<Ask>[2], effects: readonly string[]) =>
    describe(title, () => {
      for (const command of commands)
        it(JSON.stringify(command), async () => {
          const { effect, reason } = await judge('bash', command, options);
          expect(effects, reason).to.include(effect);
        });
    });
  const files = { deny: ['edit(src/**)', 'read(keys/**)'] };

  each('deny bash(git push*) in mode full', PUSHES, { mode: 'full', deny: ['bash(git push*)'] }, ['deny']);
  each('deny bash(git push*) asks in mode full', MAYBE_PUSHES, { mode: 'full', deny: ['bash(git push*)'] }, ['ask', 'deny']);
  each('wide allow rules do not cover', OVERSTEPS, { allow: [...ALLOWED_TOO_MUCH] }, ['ask', 'deny']);
  each('wide allow rules do not cover where edits are accepted', OVERSTEPS, { mode: 'accept-edits', allow: [...ALLOWED_TOO_MUCH] }, [
    'ask',
    'deny',
  ]);
  each('deny edit(src/**) and read(keys/**) in mode full', FILES_DENIED, { mode: 'full', ...files }, ['deny']);
  each('the same though commands are allowed', FILES_DENIED, { allow: ['bash', 'bash(*)'], ...files }, ['deny']);
  each('deny edit(src/**) and read(keys/**) ask in mode full', FILES_MAYBE, { mode: 'full', ...files }, ['ask', 'deny']);
  each('nobody allowed', ATTEMPTS, {}, ['ask', 'deny']);
  each('nobody allowed', MORE_THAN_READS, {}, ['ask', 'deny']);
  each('nobody allowed, in mode plan', MORE_THAN_READS, { mode: 'plan' }, ['ask', 'deny']);
  each('mode plan', PLANNED, { mode: 'plan', allow: ['bash', 'bash(*)', 'write(**)'] }, ['deny']);
  for (const [rule, ...commands] of SPELLED) {
    each(`deny ${rule}, spelled differently`, commands, { mode: 'full', deny: [rule] }, ['deny']);
    each(`deny ${rule}, though allowed`, commands, { allow: ['bash(*)'], deny: [rule] }, ['deny']);
  }
});
