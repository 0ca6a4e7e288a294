import { findOnPath, liveGroups, runLines } from '@ock/kernel';
import { expect } from 'chai';

const sh = findOnPath('sh') ?? '/bin/sh';
const options = { cwd: '/', timeoutMs: 10_000, signal: new AbortController().signal };

describe('runLines', () => {
  it('hands over every line, the last one without its newline too', async () => {
    const lines: string[] = [];
    const result = await runLines(sh, ['-c', 'printf "a\\nb c\\n\\nd"; echo oops >&2; exit 2'], {
      ...options,
      onLine: (line) => lines.push(line) > 0,
    });
    expect(lines).to.deep.equal(['a', 'b c', '', 'd']);
    expect(result).to.deep.equal({ exitCode: 2, stopped: false, timedOut: false, stderr: 'oops\n' });
  });

  it('cuts a line that is too long, and goes on with the next', async () => {
    const lines: string[] = [];
    await runLines(sh, ['-c', 'head -c 300000 /dev/zero | tr "\\0" x; printf "\\nnext\\nxxxxyz"'], {
      ...options,
      maxChars: 5,
      onLine: (line) => lines.push(line) > 0,
    });
    expect(lines).to.deep.equal(['xxxxx', 'next', 'xxxxy']);
  });

  it('splits at another separator', async () => {
    const lines: string[] = [];
    await runLines(sh, ['-c', 'printf "a\\nb\\0c\\0"'], { ...options, separator: '\0', onLine: (line) => lines.push(line) > 0 });
    expect(lines).to.deep.equal(['a\nb', 'c']);
  });

  it('ends the program as soon as enough was read', async () => {
    let count = 0;
    const result = await runLines(sh, ['-c', 'exec yes'], { ...options, onLine: () => ++count < 10 });
    expect(count).to.equal(10);
    expect(result).to.include({ stopped: true, exitCode: null });
    expect(liveGroups()).to.deep.equal([]);
  });

  it('ends it at the timeout', async () => {
    expect(await runLines(sh, ['-c', 'sleep 60'], { ...options, timeoutMs: 100, onLine: () => true })).to.include({ timedOut: true });
  });

  it('rejects with the reason of an abort, before and during', async () => {
    const failure = (signal: AbortSignal, onLine: () => boolean) =>
      runLines(sh, ['-c', 'yes'], { ...options, signal, onLine }).catch((error: Error) => error);
    const controller = new AbortController();
    const stop = () => {
      controller.abort(new Error('stop it'));
      return true;
    };
    expect(await failure(controller.signal, stop)).to.have.property('message', 'stop it');
    expect(await failure(controller.signal, () => true)).to.have.property('message', 'stop it');
  });

  it('passes on what the reader throws', async () => {
    const thrown = await runLines(sh, ['-c', 'yes'], { ...options, onLine: () => JSON.parse('{') }).catch((error: Error) => error);
    expect(thrown).to.be.instanceOf(SyntaxError);
  });

  it('rejects when there is no such program', async () => {
    expect(await runLines('/nowhere/rg', [], { ...options, onLine: () => true }).catch((error: Error) => error)).to.have.property(
      'code',
      'ENOENT',
    );
  });
});
