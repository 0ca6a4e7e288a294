import { expect } from 'chai';
import { callText } from '../src/call-text.ts';
import { terminal, wantsColor } from '../src/terminal.ts';
import { Keyboard, Sink } from './support.ts';

function process(stdin: boolean, stdout: boolean, stderr: boolean, env: Record<string, string> = {}) {
  const tty = (on: boolean) => Object.assign(new Sink(), { isTTY: on });
  return { stdin: Object.assign(new Keyboard(), { isTTY: stdin }), stdout: tty(stdout), stderr: tty(stderr), env };
}

describe('terminal', () => {
  it('asks on stderr when only stdout is redirected', () => {
    const from = process(true, false, true);
    const facts = terminal(from);
    expect(facts).to.include({ interactive: true, keys: true, live: false, color: false });
    expect(facts.screen).to.equal(from.stderr);
    expect(facts.out).to.equal(from.stdout);
  });

  it('has nobody to ask behind a pipe, and no keys where TERM is dumb', () => {
    expect(terminal(process(false, true, true))).to.include({ interactive: false, keys: false, live: true });
    expect(terminal(process(true, true, true, { TERM: 'dumb' }))).to.include({ interactive: true, keys: false, live: false, color: false });
    expect(terminal(process(true, false, false))).to.include({ interactive: false });
  });

  it('obeys NO_COLOR and FORCE_COLOR', () => {
    const tty = { isTTY: true };
    expect(wantsColor(tty, {})).to.equal(true);
    expect(wantsColor({}, {})).to.equal(false);
    expect(wantsColor(tty, { NO_COLOR: '1' })).to.equal(false);
    expect(wantsColor(tty, { NO_COLOR: '' })).to.equal(true);
    expect(wantsColor({}, { FORCE_COLOR: '1', NO_COLOR: '1' })).to.equal(true);
    expect(wantsColor(tty, { FORCE_COLOR: '0' })).to.equal(false);
  });
});

describe('calls', () => {
  it('say what a call is about', () => {
    expect(callText({ command: 'a\nb', workdir: '/w' }, '/w', 50)).to.equal('a b');
    expect(callText({ filePath: '/w/x.ts', content: 'long' }, '/w', 50)).to.equal('x.ts');
    expect(callText({ path: '/w' }, '/w', 50)).to.equal('.');
    expect(callText({ deep: [1] }, '/w', 50)).to.equal('{"deep":[1]}');
    expect(callText({ todos: [{ content: 'x' }] }, '/w', 50)).to.equal('');
    expect(callText({}, '/w', 50)).to.equal('');
    expect(callText({ command: 'x'.repeat(90) }, '/w', 10)).to.equal(`${'x'.repeat(9)}…`);
  });
});
