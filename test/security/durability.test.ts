import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Step } from '../fake-model/server.ts';
import { ended } from '../support/cli.ts';
import { type Lab, lab, lines } from '../support/run.ts';

const STEPS = 6;
/** ms: longer than an undisturbed run */
const SPAN = 900;
/** more of them for a thorough look */
const ROUNDS = Number(process.env.OPENCODE_TEST_ROUNDS ?? 8);

const script: Step[] = [
  ...Array.from(
    { length: STEPS },
    (_, n): Step => ({
      text: `Step ${n} says a few words before it acts.`,
      delayMs: 3,
      toolCalls: [
        { name: 'bash', input: { command: `echo ${n}a >> log; sleep 0.02` } },
        { name: 'bash', input: { command: `echo ${n}b >> log` } },
      ],
    }),
  ),
  { text: 'All done.' },
];

/** The same on every run; moments spread over the whole run. */
function* moments(seed: number): Generator<number> {
  for (let at = seed; ; at = (at * 1_103_515_245 + 12_345) % 2_147_483_648) yield 60 + (at / 2_147_483_648) * SPAN;
}

describe('a run that is killed', () => {
  let open: Lab;
  afterEach(() => open.close());

  for (const store of ['sqlite', 'files']) {
    it(`at ${ROUNDS} moments goes on: nothing that has a result runs twice, nothing stored is lost (${store})`, async function () {
      this.timeout(120_000);
      open = await lab({ script }, 'openai-compatible', `[session]\nstore = "${store}"`);
      const { sandbox } = open;
      const times = moments(7);
      let known = new Map<string, string>();
      let finished = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const more = known.size > 0 ? ['--continue'] : ['go'];
        const child = sandbox.spawn(['run', '--auto', '--format', 'stream-json', ...more]);
        const over = ended(child);
        // the last one may take its time, however slow the machine is
        await (round === ROUNDS - 1 ? over : Promise.race([over, sleep(times.next().value)]));
        child.kill('SIGKILL');
        const { code, signal, stderr, stdout } = await over;
        // killed between its last word and its end: there is nothing to go on with, and that is said
        const atEnd = stdout.includes('the session is at its end');
        expect(signal === 'SIGKILL' || code === (atEnd ? 42 : 0), `${code} ${stderr} ${stdout}`).to.equal(true);
        const parts = await stored(open);
        for (const [id, text] of known) expect(parts.get(id), `round ${round}`).to.equal(text);
        known = parts;
        if (code === null) continue;
        finished++;
        expect([...parts.values()].at(-1)).to.contain('All done.');
        if (!atEnd) expect(lines(stdout).at(-1)).to.include({ result: 'All done.', exit_code: 0 });
        const log = readFileSync(join(sandbox.work, 'log'), 'utf8').trim().split('\n');
        expect(new Set(log).size, log.join(' ')).to.equal(log.length);
        const results = [...parts.values()].filter((text) => text.includes('"tool_result"') && text.includes('exit code: 0')).length;
        expect(log.length, 'what has a result ran').to.be.at.least(results);
        known = new Map();
        await sandbox.run(['session', 'delete', '--yes', lines(stdout)[0]?.session_id as string]);
        await import('node:fs/promises').then(({ rm }) => rm(join(sandbox.work, 'log')));
      }
      expect(finished, 'runs that were allowed to end').to.be.above(0);
    });
  }

  it('by SIGTERM or SIGINT at any moment after its start tells how it ended', async function () {
    this.timeout(120_000);
    open = await lab({ script });
    const times = moments(11);
    for (let round = 0; round < ROUNDS; round++) {
      const child = open.sandbox.spawn(['run', '--auto', '--format', 'stream-json', 'go']);
      const over = ended(child);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      const wait = times.next().value as number;
      await Promise.race([over, sleep(wait - 60)]);
      const signal = round % 2 ? 'SIGTERM' : 'SIGINT';
      child.kill(signal);
      const { code, stdout, stderr } = await over;
      const last = lines(stdout).at(-1);
      expect(last?.type, `${signal} after ${wait} ms: ${code} ${stdout} ${stderr}`).to.equal('result');
      expect(code).to.be.oneOf([0, round % 2 ? 143 : 130]);
      expect(last?.exit_code).to.equal(code);
    }
  });

  it('lets nobody in while it works', async () => {
    open = await lab({ script });
    const { sandbox } = open;
    await sandbox.run(['run', 'x', '--max-turns', '1']);
    const first = sandbox.spawn(['run', '--auto', '--continue', '--format', 'json']);
    const over = ended(first);
    while (!existsSync(join(sandbox.work, 'log'))) await sleep(5);
    const second = await sandbox.run(['run', '--continue', '--format', 'json', 'me too']);
    expect(JSON.parse(second.stdout).error.code).to.equal('OC_SESSION_BUSY');
    expect(second.code).to.equal(1);
    expect((await over).code).to.equal(0);
  });
});

/** Parts of the last session, by id; calls and texts never change once they are stored. */
async function stored({ sandbox }: Lab): Promise<Map<string, string>> {
  const { stdout, code } = await sandbox.run(['export', '-o', '-']);
  if (code !== 0) return new Map();
  const { messages } = JSON.parse(stdout) as { messages: { parts: { id: string }[] }[] };
  return new Map(messages.flatMap(({ parts }) => parts.map((part) => [part.id, JSON.stringify(part)])));
}
