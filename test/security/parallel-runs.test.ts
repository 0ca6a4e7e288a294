import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { labs, lines } from '../support/run.ts';

const RUNS = 10;
const TURNS = 4;

describe(`${RUNS} runs at the same time`, () => {
  const lab = labs();

  for (const store of ['sqlite', 'files']) {
    it(`on one store that does not exist yet: none meets a lock, none loses a message (${store})`, async function () {
      this.timeout(120_000);
      const steps = Array.from({ length: TURNS }, (_, turn) => ({
        text: `Turn ${turn}.`,
        toolCalls: [{ name: 'write', input: { filePath: `${turn}-{}.txt`, content: `${turn}` } }],
      }));
      const { sandbox } = await lab(
        {
          // each run writes files of its own, named after its prompt
          handler: ({ body }) => {
            const messages = body.messages as { role: string; content: unknown }[];
            const prompt = /run (\d+)/.exec(JSON.stringify(messages.find(({ role }) => role === 'user')))?.[1] ?? '';
            const step = steps[messages.filter(({ role }) => role === 'tool').length];
            return step ? JSON.parse(JSON.stringify(step).replace('{}', prompt)) : { text: `Done ${prompt}.` };
          },
        },
        `[session]\nstore = "${store}"`,
      );
      const runs = await Promise.all(
        Array.from({ length: RUNS }, (_, n) => sandbox.run(['run', '--auto', '--format', 'stream-json', `run ${n}`])),
      );
      for (const [n, { code, stdout, stderr }] of runs.entries()) {
        expect(code, stderr + stdout).to.equal(0);
        expect(lines(stdout).at(-1)).to.include({ result: `Done ${n}.` });
        expect(stdout + stderr).to.not.match(/store_memory|OC_STORE|busy|locked/i);
      }
      const list = JSON.parse((await sandbox.run(['session', 'list', '--json'])).stdout) as { id: string }[];
      expect(new Set(list.map(({ id }) => id)).size).to.equal(RUNS);
      for (const { stdout } of runs) {
        const events = lines(stdout);
        const exported = await sandbox.run(['export', events[0]?.session_id as string, '-o', '-']);
        const { messages } = JSON.parse(exported.stdout) as { messages: { role: string; parts: object[] }[] };
        const roles = messages.map(({ role }) => role);
        expect(roles).to.deep.equal(['user', ...Array.from({ length: TURNS }, () => ['assistant', 'tool']).flat(), 'assistant']);
        expect(messages.filter(({ parts }) => parts.length === 0)).to.deep.equal([]);
      }
    });
  }

  for (const store of ['sqlite', 'files']) {
    it(`on one session, by id and as the last one: one talks at a time, and every prompt that was taken is there, whole (${store})`, async function () {
      this.timeout(180_000);
      const { sandbox } = await lab(
        {
          handler: ({ body }) => {
            const messages = body.messages as { role: string; content: unknown }[];
            const prompt = /run (\d+)/.exec(JSON.stringify(messages.findLast(({ role }) => role === 'user')))?.[1] ?? '';
            if (messages.at(-1)?.role === 'tool') return { text: `Done ${prompt}.` };
            return { toolCalls: [{ name: 'bash', input: { command: `echo ${prompt} >> log; sleep 0.1` } }] };
          },
        },
        `[session]\nstore = "${store}"\nauto_title = false`,
      );
      const first = lines((await sandbox.run(['run', '--auto', '--format', 'stream-json', 'run 99'])).stdout);
      const id = first[0]?.session_id as string;
      const named = [['--continue'], ['--session', id], ['--session', id.slice(-8)]];
      const talk = async (n: number): Promise<void> => {
        for (;;) {
          const args = ['run', '--auto', '--format', 'stream-json', ...(named[n % named.length] ?? []), `run ${n}`];
          const { code, stdout, stderr } = await sandbox.run(args);
          expect(stdout + stderr).to.not.match(/store_memory|OC_STORE/);
          const last = lines(stdout).at(-1);
          if (code === 0) return void expect(last).to.include({ result: `Done ${n}.`, session_id: id });
          expect(JSON.stringify(last), stderr).to.contain('OC_SESSION_BUSY');
          await sleep(50 + 40 * n);
        }
      };
      await Promise.all(Array.from({ length: RUNS }, (_, n) => talk(n)));
      const { messages } = JSON.parse((await sandbox.run(['export', id, '-o', '-'])).stdout) as {
        messages: { role: string; parts: { text?: string }[] }[];
      };
      expect(messages.map(({ role }) => role)).to.deep.equal(
        Array.from({ length: RUNS + 1 }, () => ['user', 'assistant', 'tool', 'assistant']).flat(),
      );
      const answers = messages.flatMap(({ parts }) => parts.flatMap(({ text }) => /^Done \d+\.$/.exec(text ?? '')?.[0] ?? []));
      const expected = [99, ...Array.from({ length: RUNS }, (_, n) => n)];
      expect(answers).to.have.members(expected.map((n) => `Done ${n}.`));
      const ran = readFileSync(join(sandbox.work, 'log'), 'utf8').trim().split('\n');
      expect(ran, 'each once').to.have.members(expected.map(String));
      expect(readdirSync(join(sandbox.dataDir, 'locks'))).to.deep.equal([]);
    });
  }
});
