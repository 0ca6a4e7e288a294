import { expect } from 'chai';
import { labs, lines, put } from '../support/run.ts';

describe('a model that goes round in circles', () => {
  const make = labs();
  const json = ['--format', 'stream-json'];

  it('is stopped with a reason: two calls in turns', async () => {
    const read = (file: string) => ({ toolCalls: [{ name: 'read', input: { filePath: file } }] });
    const script = Array.from({ length: 12 }, (_, n) => read(n % 2 === 0 ? 'a.txt' : 'b.txt'));
    const lab = await make({ script });
    put(lab.sandbox, 'a.txt', 'a\n');
    put(lab.sandbox, 'b.txt', 'b\n');
    const { code, stdout } = await lab.sandbox.run(['run', '--auto', ...json, 'go']);
    const result = lines(stdout).at(-1);
    expect(code).to.equal(53);
    expect(result).to.nested.include({ subtype: 'limit', 'error.code': 'OC_LIMIT_LOOP' });
    expect(lab.fake.requests.length).to.be.within(6, 8);
  });

  it('is stopped across runs of one session', async () => {
    const script = Array.from({ length: 5 }, (_, n) =>
      n % 2 === 0 ? { toolCalls: [{ name: 'read', input: { filePath: 'a.txt' } }] } : { text: 'again' },
    );
    const lab = await make({ script });
    put(lab.sandbox, 'a.txt', 'a\n');
    const codes: (number | null)[] = [];
    for (const more of [[], ['--continue'], ['--continue']]) codes.push((await lab.sandbox.run(['run', ...more, ...json, 'go'])).code);
    expect(codes).to.deep.equal([0, 0, 53]);
  });

  it('is stopped where each result names another file that holds the whole of it', async () => {
    const script = Array.from({ length: 6 }, () => ({ toolCalls: [{ name: 'bash', input: { command: 'seq 1 20000' } }] }));
    const lab = await make({ script }, '[limits]\nmax_turns = 6\n');
    const { stdout } = await lab.sandbox.run(['run', '--permission-mode', 'full', ...json, 'go']);
    expect(lines(stdout).at(-1)).to.nested.include({ 'error.code': 'OC_LIMIT_LOOP' });
    expect(lab.fake.requests).to.have.length(3);
  });

  it('is stopped in the middle of an answer without end, and what was said is kept', async () => {
    const lab = await make({ script: [{ text: 'I shall look again.\n'.repeat(5_000), chunkSize: 40 }] });
    const { code, stdout } = await lab.sandbox.run(['run', ...json, 'go']);
    expect(code).to.equal(53);
    const result = lines(stdout).at(-1) as { result?: string } | undefined;
    expect(result).to.nested.include({ subtype: 'limit', 'error.code': 'OC_LIMIT_LOOP' });
    expect(result?.result?.length).to.be.within(2_000, 20_000);
  });

  it('may make only so many calls', async () => {
    const script = Array.from({ length: 9 }, (_, n) => ({ toolCalls: [{ name: 'ls', input: { path: `d${n}` } }] }));
    const lab = await make({ script }, '[limits]\nmax_tool_calls = 3\n');
    const { code, stdout } = await lab.sandbox.run(['run', '--auto', ...json, 'go']);
    expect(code).to.equal(53);
    expect(lines(stdout).at(-1)).to.nested.include({ 'error.code': 'OC_LIMIT_CALLS' });
    expect(lines(stdout).filter(({ type }) => type === 'tool_call')).to.have.length(3);
  });
});
