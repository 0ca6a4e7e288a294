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
});
