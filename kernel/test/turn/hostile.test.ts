import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { resolvePath } from '../../src/host/paths.ts';
import type { ModelEvent } from '../../src/kinds/model.ts';
import { calls, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const idle = new AbortController().signal;
const ask = { text: 'go', files: [] };

describe('a hostile place or model', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());

  it('does not get a call run on another file than was judged, by moving a link in between', async () => {
    let ran = 0;
    const link = () => join(lab.dir, 'link');
    const move = (target: string) => {
      rmSync(link(), { force: true });
      symlinkSync(join(lab.dir, target), link());
    };
    lab = turnLab((_r, n) => (n === 1 ? calls(['look']) : says('done')), {
      tools: {
        look: { subjects: () => [{ action: 'read', path: resolvePath('link', lab.dir) }], run: async () => ({ text: `ran ${++ran}` }) },
      },
      judge: () => {
        move('secret');
        return { effect: 'allow', reason: 'it looked harmless' };
      },
    });
    for (const name of ['harmless', 'secret']) writeFileSync(join(lab.dir, name), name);
    move('harmless');
    await (await lab.open()).prompt(ask, { signal: idle });
    expect(ran).to.equal(0);
    expect(JSON.stringify(lab.requests.at(-1)?.messages)).to.contain('changed while it was judged');
  });

  it('runs none of ten thousand calls in one answer', async () => {
    let ran = 0;
    const many: ModelEvent[] = calls(...Array.from({ length: 10_000 }, (): [string] => ['look']));
    lab = turnLab(() => many, { tools: { look: { run: async () => ({ text: `ran ${++ran}` }) } } });
    const result = await (await lab.open()).prompt(ask, { signal: idle });
    expect(result).to.include({ subtype: 'error', exitCode: 1 });
    expect(result.error?.code).to.equal('OC_MODEL_UNREADABLE');
    expect(ran).to.equal(0);
  });

  for (const [name, input] of [
    ['nested deeper than can be followed', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['nested and cut off', `{"a":${'['.repeat(200_000)}`],
    ['of megabytes', `{"a":"${'x'.repeat(20_000_000)}"}`],
    ['that repair would follow for ever', `{"a":${'{"b":'.repeat(20_000)}`],
  ] as const) {
    it(`is told about arguments ${name}, and the session goes on`, async () => {
      let ran = 0;
      lab = turnLab((_r, n) => (n === 1 ? calls(['look', input]) : says('done')), {
        tools: { look: { run: async () => ({ text: `ran ${++ran}` }) } },
      });
      const conversation = await lab.open();
      const result = await conversation.prompt(ask, { signal: idle });
      expect(result, JSON.stringify(result.error)).to.include({ subtype: 'success', text: 'done' });
      expect(ran).to.equal(0);
      expect(JSON.stringify(lab.requests.at(-1)?.messages).length).to.be.below(20_000);
      expect(lab.events.map((event) => JSON.stringify(event)).join('').length).to.be.below(40_000);
    });
  }

  it('cannot break a session by what a tool returns', async () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    const outputs: unknown[] = [
      { text: 'a', metadata: { files_changed: 5 }, attachments: 'no list' },
      { text: 'b', metadata: 'none', title: 5, attachments: [5, { mime: 'image/png' }, null] },
      { text: 'c', metadata: { deep } },
      { text: 5 },
      undefined,
      'text',
    ];
    const tools = { look: { run: async ({ n }: Record<string, unknown>) => outputs[n as number] as never } };
    lab = turnLab((_r, n) => (n <= outputs.length ? calls(['look', { n: n - 1 }]) : says('done')), { tools });
    const result = await (await lab.open()).prompt(ask, { signal: idle });
    expect(result, JSON.stringify(result.error)).to.include({ subtype: 'success', text: 'done' });
    const results = lab.events.flatMap((event) => (event.type === 'tool_result' ? [event.output] : []));
    expect(results).to.deep.equal(['a', 'b', 'c', ...Array.from({ length: 3 }, () => 'look failed: it returned no text.')]);
  });
});
