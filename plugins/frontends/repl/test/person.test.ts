import { expect } from 'chai';
import { chosenOptions, permissionAnswer, TerminalPerson } from '../src/person.ts';
import { Screen } from '../src/screen.ts';
import { createStyle } from '../src/style.ts';
import { Sink, t } from './support.ts';

function person(answers: (string | undefined)[], size: { width?: () => number; height?: () => number } = {}) {
  const out = new Sink();
  const asked: string[] = [];
  const input = {
    ask: async (prompt: string) => {
      asked.push(prompt);
      return answers.shift();
    },
  };
  return {
    out,
    asked,
    person: new TerminalPerson({
      input,
      screen: new Screen(out),
      style: createStyle(false),
      t,
      cwd: '/w',
      agent: () => 'build',
      flush: () => undefined,
      ...size,
    }),
  };
}
const request = (more: object = {}) =>
  ({
    tool: { id: 'bash' },
    subjects: [{ action: 'exec', command: 'npm test', cwd: '/w' }],
    input: { command: 'npm test' },
    cwd: '/w',
    ...more,
  }) as never;
const signal = new AbortController().signal;

describe('TerminalPerson', () => {
  it('shows what would happen and the exact rule, and takes the answer', async () => {
    const { person: someone, out } = person(['a']);
    const answer = await someone.permission(request(), { effect: 'ask', reason: 'no rule', rule: 'bash(npm test)' }, signal);
    expect(answer).to.deep.equal({ answer: 'always' });
    expect(out.text).to.include('npm test').and.include('a always: bash(npm test)').and.include('no rule');
  });

  const LONG = Array.from({ length: 40 }, (_line, at) => `echo step ${at} &&`).join('\n');
  const small = { width: () => 60, height: () => 20 };

  it('shows a command that is longer than the screen screen by screen, and takes no yes before its end was shown', async () => {
    const decision = { effect: 'ask', reason: 'no rule', rule: 'bash' } as const;
    const long = request({ subjects: [{ action: 'exec', command: LONG, cwd: '/w' }], input: { command: LONG } });
    const patient = person(['y', 'a', '', '', '', 'y'], small);
    expect(await patient.person.permission(long, decision, signal)).to.deep.equal({ answer: 'once' });
    for (let at = 0; at < 40; at++) expect(patient.out.text.split(`echo step ${at} &&`), `line ${at}`).to.have.length(2);
    expect(patient.out.text.indexOf('y once')).to.be.greaterThan(patient.out.text.indexOf('echo step 39'));
    for (const [answers, answer] of [
      [['n'], { answer: 'reject' }],
      [[undefined], { answer: 'reject' }],
      [['not so much at once'], { answer: 'reject', message: 'not so much at once' }],
      [['y', 'y', 'y', 'y', 'y', 'y'], { answer: 'reject' }],
    ] as const) {
      const one = person([...answers], small);
      expect(await one.person.permission(long, decision, signal)).to.deep.equal(answer);
      expect(one.out.text).to.include('echo step 3 &&').and.not.include('echo step 30');
    }
  });

  it('shows more of a long change at an empty answer', async () => {
    const content = Array.from({ length: 90 }, (_line, at) => `line ${at}.`).join('\n');
    const asks = (...answers: string[]) => {
      const one = person(answers, small);
      const write = request({ subjects: [{ action: 'write', path: '/w/a' }], input: { content } });
      return one.person.permission(write, { effect: 'ask', reason: '' }, signal).then((answer) => ({ answer, text: one.out.text }));
    };
    const { answer, text } = await asks('', '', 'y');
    expect(answer).to.deep.equal({ answer: 'once' });
    for (let at = 0; at < 90; at++) expect(text.split(`+line ${at}.`), `line ${at}`).to.have.length(2);
    expect((await asks('y')).text)
      .to.include('+line 39.')
      .and.include('50 more lines')
      .and.not.include('+line 40.');
  });

  it('shows a text that would be remembered', async () => {
    const { person: someone, out } = person(['y']);
    await someone.permission(request({ input: { action: 'save', key: 'k', value: 'one\ntwo' } }), { effect: 'ask', reason: '' }, signal);
    expect(out.text).to.include('+one').and.include('+two');
  });

  it('names a sub-agent that asks', async () => {
    for (const [agent, named] of [
      ['general', true],
      ['build', false],
    ] as const) {
      const { person: someone, out } = person(['y', 'x']);
      await someone.permission(request({ agent }), { effect: 'ask', reason: '' }, signal);
      await someone.questions([{ question: 'Which?', header: 'Port', ...(named && { from: agent }) }], signal);
      expect(out.text.includes('sub-agent general'), out.text).to.equal(named);
      expect(out.text).to.include(named ? 'general: Port\n' : '\nPort\n');
    }
  });

  it('offers nothing lasting where there is no rule for it, and asks again when unclear', async () => {
    const { person: someone, out, asked } = person(['a', 'x', 'y']);
    expect(await someone.permission(request(), { effect: 'ask', reason: '' }, signal)).to.deep.equal({ answer: 'once' });
    expect(asked).to.have.length(3);
    expect(out.text).to.not.include('always');
  });

  it('takes a sentence as a refusal with its reason, and silence as a refusal', async () => {
    const say = (...lines: (string | undefined)[]) =>
      person(lines).person.permission(request(), { effect: 'ask', reason: '', rule: 'r' }, signal);
    expect(await say('use pnpm instead')).to.deep.equal({ answer: 'reject', message: 'use pnpm instead' });
    expect(await say('n, too slow')).to.deep.equal({ answer: 'reject', message: 'too slow' });
    expect(await say(undefined)).to.deep.equal({ answer: 'reject' });
    expect(await say('', '?', 'q', 'w', 'e', 'y')).to.deep.equal({ answer: 'reject' });
  });

  it('shows an edit as a diff and hides no character of a command', async () => {
    const { person: someone, out } = person(['y']);
    const subjects = [
      { action: 'write', path: '/w/src/a.ts' },
      { action: 'exec', command: 'echo \u202eabc\x1b[8m', cwd: '/w' },
    ];
    await someone.permission(request({ subjects, input: { oldString: 'a\nb', newString: 'c' } }), { effect: 'ask', reason: '' }, signal);
    expect(out.text).to.include('-a\n').and.include('+c\n').and.include('write src/a.ts').and.include('⟨U+202E⟩').and.not.include('\x1b');
  });

  it('shows the true command, whole and with every hidden character by name', async () => {
    const { person: someone, out } = person(['y']);
    const long = `npm run build -- ${'x'.repeat(6_000)} && rm -rf end`;
    const hidden = 'echo ok\r\x1b[2K\x1b]0;t\x07rm -rf \u200bsrc\u2028\nyes';
    const subjects = [
      { action: 'exec', command: long, cwd: '/w' },
      { action: 'exec', command: hidden, cwd: '/w' },
      { action: 'read', path: '/w/a\nb' },
    ];
    await someone.permission(request({ subjects }), { effect: 'ask', reason: '', rule: 'bash(a\u202e)' }, signal);
    expect(out.text).to.include(long).and.include('always: bash(a⟨U+202E⟩)').and.include('read a⟨U+000A⟩b');
    expect(out.text).to.include('echo ok⟨U+000D⟩⟨U+001B⟩[2K⟨U+001B⟩]0;t⟨U+0007⟩rm -rf ⟨U+200B⟩src⟨U+2028⟩\n    yes');
  });

  it('puts questions one after another, also when asked at once', async () => {
    const { person: someone, out } = person(['2', 'both of them', '1,2', '9', '1']);
    const options = [{ label: 'red' }, { label: 'blue', description: 'like the sky' }];
    const [first, second] = await Promise.all([
      someone.questions([{ question: 'Which?', options }, { question: 'Why?' }], signal),
      someone.questions(
        [
          { question: 'Many?', options, multiple: true },
          { question: 'One?', options },
        ],
        signal,
      ),
    ]);
    expect(first).to.deep.equal([['blue'], ['both of them']]);
    expect(second).to.deep.equal([['red', 'blue'], ['red']]);
    expect(out.text.indexOf('Why?')).to.be.lessThan(out.text.indexOf('Many?'));
    expect(out.text).to.include('1 red').and.include('like the sky');
  });
});

describe('answers', () => {
  it('are taken in any case and as words', () => {
    for (const line of ['y', 'Y', 'yes', 'once']) expect(permissionAnswer(line, false)).to.deep.equal({ answer: 'once' });
    expect(permissionAnswer('session', true)).to.deep.equal({ answer: 'session' });
    expect(permissionAnswer('s', false)).to.equal(undefined);
    expect(permissionAnswer('', true)).to.equal(undefined);
  });

  it('of a choice are numbers, labels or words of one’s own', () => {
    expect(chosenOptions('RED', ['red', 'blue'], false)).to.deep.equal(['red']);
    expect(chosenOptions('1 2', ['red', 'blue'], false)).to.equal(undefined);
    expect(chosenOptions('0', ['red'], false)).to.equal(undefined);
    expect(chosenOptions('green', ['red'], false)).to.deep.equal(['green']);
    expect(chosenOptions('7', [], false)).to.deep.equal(['7']);
  });
});
