import { expect } from 'chai';
import { unknownCommand, unknownFlag } from '../../src/oclif/not-found.ts';

const IDS = ['run', 'repl', 'auth', 'auth:login', 'auth:list', 'session', 'session:list', 'session:show', 'models', 'doctor'];

describe('unknownCommand', () => {
  it('names the nearest command', () => {
    const error = unknownCommand(['sesion'], IDS);
    expect(error.code).to.equal('OC_UNKNOWN_COMMAND');
    expect(error.exitCode).to.equal(2);
    expect(error.details).to.deep.equal({ command: 'sesion', near: 'session' });
    expect(unknownCommand(['docter'], IDS).details.near).to.equal('doctor');
    expect(unknownCommand(['rnu'], IDS).details.near).to.equal('run');
  });

  it('compares within a topic', () => {
    expect(unknownCommand(['session', 'lst'], IDS).details).to.deep.equal({ command: 'session lst', near: 'session list' });
    expect(unknownCommand(['auth', 'zzzz'], IDS).details).to.deep.equal({ command: 'auth zzzz', near: 'auth login, auth list' });
  });

  it('proposes nothing when nothing is near', () => {
    expect(unknownCommand(['frobnicate', '--json'], IDS).details).to.deep.equal({ command: 'frobnicate', near: '' });
    expect(unknownCommand([], IDS).details.command).to.equal('');
  });
});

describe('unknownFlag', () => {
  it('names the nearest flag and leaves other messages alone', () => {
    const error = unknownFlag('Nonexistent flag: --modle=x\nSee more help with --help', ['model', 'json']);
    expect(error?.code).to.equal('OC_USAGE');
    expect(error?.details).to.include({ flag: '--modle', near: '--model' });
    expect(unknownFlag('Missing 1 required arg', ['model'])).to.equal(undefined);
  });
});
