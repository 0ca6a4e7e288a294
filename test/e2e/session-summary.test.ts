import { expect } from 'chai';
import { labs } from '../support/run.ts';

const setUp = labs();

describe('opencode session summary', () => {
  it('is written by the hidden agent once for each state of a session, kept, and counted', async () => {
    const script = [{ text: 'The test is green now.' }];
    const { sandbox, fake } = await setUp({
      script,
      handler: ({ body }) =>
        /<transcript>/.test(JSON.stringify(body)) ? { text: '  The login test was mended.\n', usage: { input: 50, output: 9 } } : undefined,
    });
    await sandbox.run(['run', 'mend the login test']);
    const before = fake.requests.length;
    const summary = async (...more: string[]) =>
      JSON.parse((await sandbox.run(['session', 'summary', '--json', ...more])).stdout) as Record<string, unknown>;
    expect(await summary()).to.include({
      summary: 'The login test was mended.',
      model: 'fake/m1',
      status: 'idle',
      title: 'mend the login test',
    });
    const { body } = fake.requests.at(-1) as { body: Record<string, unknown> };
    const told = JSON.stringify(body.messages);
    expect(told).to.include('mend the login test').and.include('The test is green now.').and.include('people who were not there');
    expect([body.tools, body.temperature]).to.deep.equal([undefined, 0.2]);
    expect((await summary()).summary).to.equal('The login test was mended.');
    expect(fake.requests.length - before, 'kept').to.equal(1);
    await summary('--refresh');
    expect(fake.requests.length - before, 'written anew').to.equal(2);
    const { stdout } = await sandbox.run(['session', 'summary']);
    expect(stdout).to.include('The login test was mended.').and.include('+0 -0');
    await sandbox.run(['run', '--continue', 'and the others']);
    await summary();
    expect(fake.requests.length - before, 'more was said').to.equal(4);
    const [session] = JSON.parse((await sandbox.run(['session', 'list', '--json'])).stdout) as { usage: { output: number } }[];
    expect(session?.usage.output).to.be.at.least(27);
  });

  it('shows the numbers where no model answers, and fails', async () => {
    const { sandbox } = await setUp({ script: [{ text: 'hi' }], faults: [{ kind: 'status', status: 400, request: 2, times: 9 }] });
    await sandbox.run(['run', 'hello']);
    const { stdout, stderr, code } = await sandbox.run(['session', 'summary']);
    expect([code !== 0, stdout.includes('+0 -0')], stderr).to.deep.equal([true, true]);
    expect(stderr).to.not.equal('');
    const none = await sandbox.run(['session', 'summary', '--model', 'offline/intents', '--json']);
    expect(JSON.parse(none.stdout)).to.not.have.property('summary');
  });
});
