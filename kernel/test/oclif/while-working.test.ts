import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { whileWorking } from '../../src/oclif/while-working.ts';

class Seen extends Writable {
  text = '';
  isTTY: boolean;
  columns = 80;
  rows = 24;
  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
const watched = (isTTY: boolean) => {
  const seen = new Seen(isTTY);
  return { seen, options: { title: 'working…', stream: seen as unknown as NodeJS.WriteStream, patienceMs: 30 } };
};

describe('whileWorking', () => {
  const { TERM, CI } = process.env;
  beforeEach(() => {
    process.env.TERM = 'xterm-256color';
    delete process.env.CI;
  });
  afterEach(() => {
    for (const [name, value] of Object.entries({ TERM, CI }))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  it('says on a terminal what goes on and how far it is, and gives the result', async () => {
    const { seen, options } = watched(true);
    const until = async (part: string) => {
      for (let waited = 0; !seen.text.includes(part); waited += 10) {
        if (waited > 10_000) throw new Error(`never saw ${part}: ${JSON.stringify(seen.text)}`);
        await sleep(10);
      }
    };
    const result = await whileWorking(options, async (tell) => {
      tell('1/3');
      await until('working… 1/3');
      tell('2/3');
      await until('working… 2/3');
      return 42;
    });
    expect(result).to.equal(42);
    expect(seen.text.lastIndexOf('\x1b[?25h'), 'the cursor is back').to.be.greaterThan(seen.text.lastIndexOf('\x1b[?25l'));
    expect(seen.text.slice(seen.text.lastIndexOf('2/3')), 'the line is gone').to.match(/\x1b\[2K/);
  });

  it('writes nothing when it is quick, or nobody watches', async () => {
    const quick = watched(true);
    expect(await whileWorking(quick.options, async () => 1)).to.equal(1);
    const pipe = watched(false);
    expect(await whileWorking(pipe.options, () => sleep(80).then(() => 2))).to.equal(2);
    process.env.CI = '1';
    const ci = watched(true);
    expect(await whileWorking(ci.options, () => sleep(80).then(() => 3))).to.equal(3);
    expect([quick.seen.text, pipe.seen.text, ci.seen.text]).to.deep.equal(['', '', '']);
  });

  it('fails as the work does, and leaves the terminal in order', async () => {
    for (const ms of [0, 80]) {
      const { seen, options } = watched(true);
      const failed = await whileWorking(options, () => sleep(ms).then(() => Promise.reject(new Error('no')))).catch(
        (error: Error) => error.message,
      );
      expect(failed).to.equal('no');
      expect(seen.text.lastIndexOf('\x1b[?25h')).to.be.at.least(seen.text.lastIndexOf('\x1b[?25l'));
    }
  });
});
