import { liveGroups } from '@ock/kernel';
import { expect } from 'chai';
import { calls, says, type TurnLab, turnLab } from '../../../../kernel/test/support/turn-lab.ts';

describe('a background command of a session', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());
  const go = async (...answers: [tool: string, input: object][]): Promise<string[]> => {
    lab = turnLab(
      (_request, n) => {
        const call = answers[n - 1];
        return call ? calls(call) : says('done');
      },
      { bundled: ['@ock/tool-bash'], env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' } },
    );
    const conversation = await lab.open();
    await conversation.prompt({ text: 'go', files: [] }, { signal: new AbortController().signal });
    await conversation.close();
    return lab.events.flatMap((event) => (event.type === 'tool_result' ? [event.output] : []));
  };

  it('tells the model that it ended behind the next result', async () => {
    const outputs = await go(['bash', { command: 'sleep 0.6; exit 3', background: true }], ['bash', { command: 'sleep 1.5; echo next' }]);
    expect(outputs[0]).to.match(/^Runs in the background as b/);
    expect(outputs[1]).to.match(/^next\nexit code: 0\n\n\[background command b[0-9a-f]{4} \(sleep 0\.6; exit 3\) ended: exit code: 3;/);
    expect(JSON.stringify(lab.requests.at(-1)?.messages)).to.include('ended: exit code: 3');
  });

  it('ends when the session is left', async () => {
    const outputs = await go(['bash', { command: 'sleep 600', background: true }], ['bash_output', {}]);
    expect(outputs[1]).to.include('sleep 600 (still running');
    expect(liveGroups()).to.deep.equal([]);
  });
});
