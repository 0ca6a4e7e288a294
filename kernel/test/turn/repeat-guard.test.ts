import type { Message } from '@ock/schemas';
import { expect } from 'chai';
import { KernelError } from '../../src/runtime/errors.ts';
import { goOnInCircles, RepeatGuard } from '../../src/turn/repeat-guard.ts';
import { TextLoop } from '../../src/turn/text-loop.ts';

/** @param calls one letter each: the same letter is the same call with the same result */
function firstCircle(calls: string): [at: number, cycle: number] | undefined {
  const guard = new RepeatGuard();
  for (const [at, call] of [...calls].entries()) {
    const found = guard.saw('read', { call }, call);
    if (found) return [at + 1, found.cycle];
  }
  return undefined;
}

describe('calls in circles', () => {
  it('are noticed the third time round, up to four calls long', () => {
    expect(firstCircle('AAA')).to.deep.equal([3, 1]);
    expect(firstCircle('XABABAB')).to.deep.equal([7, 2]);
    expect(firstCircle('ABCABCABC')).to.deep.equal([9, 3]);
    expect(firstCircle('XYABCDABCDABCD')).to.deep.equal([14, 4]);
  });

  it('are noticed across processes, and begin anew where they were told of', () => {
    const turn = (n: number, file?: string): Message[] => {
      const call = { id: `p${n}`, type: 'tool_call' as const, call_id: `c${n}`, tool: 'bash', input: { command: 'seq 9' } };
      const output = `1\n2${file === undefined ? '' : `\nWhole output: ${file}`}`;
      const result = { id: `r${n}`, type: 'tool_result' as const, call_id: `c${n}`, tool: 'bash', output, is_error: false };
      const base = { session_id: 's', created_at: n };
      return [
        { ...base, id: `a${n}`, role: 'assistant', parts: [call] },
        { ...base, id: `t${n}`, role: 'tool', parts: [{ ...result, duration_ms: n }] },
      ];
    };
    const again = (messages: Message[], output: string) => {
      const guard = new RepeatGuard();
      guard.remember(messages);
      return guard.saw('bash', { command: 'seq 9' }, output);
    };
    expect(again([...turn(1), ...turn(2)], '1\n2')).to.deep.equal({ cycle: 1 });
    expect(again([...turn(1), ...turn(2), ...turn(3)], '1\n2')).to.equal(undefined);
    const whole = (n: number) => turn(n, `/data/tool-output/ses_1/output-${n}.txt`);
    expect(again([...whole(1), ...whole(2)], '1\n2\nWhole output: ')).to.deep.equal({ cycle: 1 });
  });

  it('are none where calls between them were cut off: what those did has to be looked at', () => {
    const look = (n: number): Message[] => {
      const base = { session_id: 's', created_at: n };
      const call = { id: `p${n}`, type: 'tool_call' as const, call_id: `c${n}`, tool: 'read', input: { filePath: 'main.txt' } };
      const result = { id: `r${n}`, type: 'tool_result' as const, call_id: `c${n}`, tool: 'read', output: 'start', is_error: false };
      const lost = { ...call, id: `l${n}`, call_id: `e${n}`, tool: 'edit', input: { filePath: 'main.txt', newString: 'x' } };
      return [
        { ...base, id: `a${n}`, role: 'assistant', parts: [call] },
        { ...base, id: `b${n}`, role: 'tool', parts: [{ ...result, duration_ms: 1 }] },
        { ...base, id: `c${n}`, role: 'assistant', parts: [lost] },
      ];
    };
    const guard = new RepeatGuard();
    guard.remember([...look(1), ...look(2)]);
    expect(guard.saw('read', { filePath: 'main.txt' }, 'start')).to.equal(undefined);
    guard.remember([...look(1).slice(0, 2), ...look(2).slice(0, 2)]);
    expect(guard.saw('read', { filePath: 'main.txt' }, 'start')).to.deep.equal({ cycle: 1 });
  });

  it('are none where something is new', () => {
    expect(firstCircle('AABBAABB')).to.equal(undefined);
    expect(firstCircle('ABABCABABC')).to.equal(undefined);
    const guard = new RepeatGuard();
    for (let n = 0; n < 50; n++) expect(guard.saw('bash', { command: 'make' }, `${n} left`)).to.equal(undefined);
  });

  it('go on where the person says so, and stop where nobody does', async () => {
    const { signal } = new AbortController();
    const circle = { tool: 'read', cycle: 1 };
    const codeOf = (work: Promise<void>) =>
      work.then(
        () => 'went on',
        (error: KernelError) => error.code,
      );
    const t = (key: string) => key;
    const person = (answer: string) => ({ permission: async () => ({ answer: 'once' as const }), questions: async () => [[answer]] });
    expect(await codeOf(goOnInCircles({ t, signal }, circle))).to.equal('OC_LIMIT_LOOP');
    expect(await codeOf(goOnInCircles({ t, signal, person: person('loop.go_on') }, circle))).to.equal('went on');
    expect(await codeOf(goOnInCircles({ t, signal, person: person('loop.stop') }, circle))).to.equal('OC_LIMIT_LOOP');
    const absent = { ...person(''), questions: () => Promise.reject(new KernelError('OC_NO_PERSON')) };
    expect(await codeOf(goOnInCircles({ t, signal, person: absent }, circle))).to.equal('OC_LIMIT_LOOP');
  });
});

describe('a text that repeats itself', () => {
  const looped = (text: string, size: number) => {
    const loop = new TextLoop();
    for (let at = 0; at < text.length; at += size) if (loop.saw(text.slice(at, at + size))) return true;
    return false;
  };
  const paragraph = `I will now look at the file again to see what is in it. ${'Then I go on with the next step of the plan. '.repeat(12)}\n\n`;

  it('is noticed by letter, word, line and paragraph, however it arrives', () => {
    for (const unit of ['a', 'word ', 'The same line.\n', paragraph])
      for (const size of [1, 7, 100_000])
        expect(looped(`A beginning.\n${unit.repeat(Math.ceil(9_000 / unit.length))}`, size), unit).to.equal(true);
  });

  it('is none in tables, counters and code', () => {
    const counter = Array.from({ length: 3_000 }, (_, n) => `step ${n} of many`).join('\n');
    const table = Array.from({ length: 2_000 }, (_, n) => `| ${n} | ok | ${n * 7} |`).join('\n');
    expect(looped(counter, 5)).to.equal(false);
    expect(looped(table, 5)).to.equal(false);
    expect(looped(`${'-'.repeat(800)}\n${paragraph}${paragraph}`, 5)).to.equal(false);
  });
});
