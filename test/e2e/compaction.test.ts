import { expect } from 'chai';
import type { FakeRequest, Step } from '../fake-model/server.ts';
import { type Lab, labs, lines, put } from '../support/run.ts';

const OVERFLOW = {
  error: { message: "This model's maximum context length is 8192 tokens. Reduce the length.", code: 'context_length_exceeded' },
};

function isSumming({ body }: FakeRequest): boolean {
  return JSON.stringify(body.messages).includes('<transcript>');
}

function sent({ body }: FakeRequest): string {
  return JSON.stringify(body.messages);
}

describe('a session that gets too long', () => {
  const make = labs();
  const json = ['--format', 'stream-json'];
  const ask = (lab: Lab, ...args: string[]) => lab.sandbox.run(['run', '--auto', ...args]);
  const config = (context: number, more = '') => `[models."fake/m1"]\ncontext = ${context}\n${more}`;
  /** answers to prompts are long, summaries short */
  const answers = (request: FakeRequest): Step =>
    isSumming(request)
      ? { text: 'SUMMARY-OF-IT' }
      : { text: `answer ${request.number} ${Array.from({ length: 800 }, (_, n) => `word${n}`).join(' ')}` };

  it('is summed up by itself, keeps the first request, and says so', async () => {
    const lab = await make({ handler: answers }, config(12_000, '[context]\nkeep_turns = 1\n'));
    await ask(lab, '--title', 'x', 'FIRST-WISH: build a bridge');
    for (let n = 2; n <= 8; n++) await ask(lab, '--continue', `and ${n} ${'more '.repeat(300)}`);
    const { stdout } = await ask(lab, '--continue', ...json, 'LAST-WISH');
    const summing = lab.fake.requests.findIndex(isSumming);
    expect(summing, 'a summary was asked for').to.be.above(0);
    const after = sent(lab.fake.requests[summing + 1] as FakeRequest);
    expect(after).to.contain('SUMMARY-OF-IT').and.contain('FIRST-WISH').and.contain('<environment>');
    expect(after.length).to.be.below(sent(lab.fake.requests[summing - 1] as FakeRequest).length);
    expect(lines(stdout).at(-1)).to.include({ type: 'result', subtype: 'success' });
  });

  it('is compacted once and sent again where the server says that it does not fit', async () => {
    let refused = 0;
    const lab = await make({
      handler: (request) => {
        if (isSumming(request)) return { text: 'SUMMARY-OF-IT' };
        if (sent(request).includes('THIRD') && !sent(request).includes('SUMMARY-OF-IT')) {
          refused++;
          return { kind: 'status', status: 400, body: OVERFLOW };
        }
        return { text: 'fine' };
      },
    });
    await ask(lab, '--title', 'x', 'FIRST');
    await ask(lab, '--continue', 'SECOND');
    const { stdout, code } = await ask(lab, '--continue', ...json, 'THIRD');
    expect(code).to.equal(0);
    expect(refused).to.equal(1);
    const event = lines(stdout).find(({ type }) => type === 'compaction');
    expect(event).to.include({ kind: 'summary', reason: 'overflow' });
    expect(String(event?.summary)).to.contain('SUMMARY-OF-IT');
  });

  it('stops with a reason where two compactions do not help', async () => {
    const lab = await make({
      handler: (request) => {
        if (isSumming(request)) return { text: 'SUMMARY-OF-IT' };
        return sent(request).includes('THIRD') ? { kind: 'status', status: 400, body: OVERFLOW } : { text: 'fine' };
      },
    });
    await ask(lab, '--title', 'x', 'FIRST');
    await ask(lab, '--continue', 'SECOND');
    const { stdout, code } = await ask(lab, '--continue', ...json, 'THIRD');
    expect(code).to.equal(53);
    expect(lines(stdout).at(-1)).to.nested.include({ subtype: 'limit', 'error.code': 'OC_LIMIT_CONTEXT' });
    expect(lines(stdout).filter(({ type }) => type === 'compaction').length).to.be.within(1, 2);
  });

  it('has old results cleared first, and they stay stored', async () => {
    const script: Step[] = [];
    for (let n = 0; n < 8; n++) script.push({ toolCalls: [{ name: 'read', input: { filePath: `f${n}.txt` } }] });
    script.push({ text: 'Read.' });
    const lab = await make({ script }, config(40_000));
    for (let n = 0; n < 8; n++) put(lab.sandbox, `f${n}.txt`, `NUMBER-${n} ${'some words of text\n'.repeat(1000)}\n`);
    const { stdout } = await ask(lab, '--title', 'x', ...json, 'read them');
    const event = lines(stdout).find(({ type }) => type === 'compaction');
    expect(event).to.include({ kind: 'clear', reason: 'threshold' });
    expect(lab.fake.requests.filter(isSumming)).to.have.length(0);
    const last = sent(lab.fake.requests.at(-1) as FakeRequest);
    expect(last).to.contain('was cleared to save room').and.contain('NUMBER-7');
    expect(last).not.to.contain('NUMBER-0');
    const shown = await lab.sandbox.run(['session', 'show', 'latest', '--json']);
    expect(shown.stdout).to.contain('NUMBER-0');
  });

  it('is compacted by hand with a focus, survives a fork, and goes back', async () => {
    const lab = await make({ handler: (request) => (isSumming(request) ? { text: 'SUMMARY-OF-IT' } : { text: 'fine' }) });
    await ask(lab, '--title', 'x', 'FIRST-WISH');
    for (const word of ['SECOND', 'THIRD', 'FOURTH']) await ask(lab, '--continue', word);
    const compacted = await lab.sandbox.run(['session', 'compact', 'latest', '--focus', 'the FOCUS', '--json']);
    expect(JSON.parse(compacted.stdout)).to.include({ kind: 'summary', model: 'fake/m1' });
    expect(sent(lab.fake.requests.at(-1) as FakeRequest))
      .to.contain('the FOCUS')
      .and.contain('FIRST-WISH');
    await ask(lab, '--continue', '--fork', 'FIFTH');
    const view = sent(lab.fake.requests.at(-1) as FakeRequest);
    expect(view).to.contain('SUMMARY-OF-IT').and.contain('FOURTH').and.not.contain('"SECOND"');
    const back = await lab.sandbox.run(['session', 'uncompact', 'latest', '--json']);
    expect(JSON.parse(back.stdout)).to.include({ kind: 'summary' });
    await ask(lab, '--continue', 'SIXTH');
    const whole = sent(lab.fake.requests.at(-1) as FakeRequest);
    expect(whole).to.contain('SECOND').and.not.contain('SUMMARY-OF-IT');
  });

  it('is summed up without a model where none answers, and the person is told', async () => {
    const lab = await make({
      handler: (request) => (isSumming(request) ? { kind: 'status', status: 401, body: { error: { message: 'no' } } } : { text: 'fine' }),
    });
    await ask(lab, '--title', 'x', 'FIRST-WISH');
    for (const word of ['SECOND', 'THIRD', 'FOURTH']) await ask(lab, '--continue', word);
    const { stdout } = await lab.sandbox.run(['session', 'compact']);
    expect(stdout).to.contain('No model wrote the summary');
    await ask(lab, '--continue', 'FIFTH');
    expect(sent(lab.fake.requests.at(-1) as FakeRequest))
      .to.contain('<first_request>\\nFIRST-WISH')
      .and.contain('- SECOND');
  });
});
