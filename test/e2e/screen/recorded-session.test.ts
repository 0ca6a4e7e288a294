import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Sandbox } from '../../support/cli.ts';
import { labs } from '../../support/run.ts';
import { screens } from '../../support/screen.ts';
import { expectFiles, putFiles, work } from '../../support/work-in-screen.ts';
import { ANSWERS } from '../../support/working-session.ts';

const UNNAMED = '[session]\nauto_title = false\n';

describe('a recorded working session', function () {
  this.timeout(60_000);
  const open = screens();
  const make = labs();

  it('is replayed elsewhere, word for word, without server and key', async () => {
    const lab = await make({ handler: ({ number }) => ANSWERS[number - 1] }, UNNAMED);
    putFiles(lab.sandbox);
    const tape = join(lab.sandbox.dir, 'tape.jsonl');
    await work({ screen: open(lab, { args: ['--record', tape] }), sandbox: lab.sandbox, other: 'fake/m2' });
    await lab.fake.close();
    const exchanges = readFileSync(tape, 'utf8').trimEnd().split('\n');
    expect(exchanges).to.have.length(ANSWERS.length - 1);
    const kept = JSON.stringify(exchanges.map((line) => (JSON.parse(line) as { request: unknown }).request));
    expect(kept).to.not.include(lab.sandbox.work);
    expect(exchanges.join('\n')).to.not.include('test-key-0123456789');

    const there = new Sandbox();
    try {
      putFiles(there);
      for (const name of ['first.jsonl', 'second.jsonl']) copyFileSync(tape, join(there.dir, name));
      const screen = open({ sandbox: there }, { args: ['--model', 'replay/../first.jsonl'] });
      await work({ screen, sandbox: there, other: 'replay/../second.jsonl' });
      expectFiles(there, true);
    } finally {
      there.remove();
    }
  });
});
