import { readFileSync } from 'node:fs';
import type { ToolResultPart } from '@ock/schemas';
import { expect } from 'chai';
import { calls, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const idle = new AbortController().signal;
const KB = 1024;
const fileOf = (metadata: ToolResultPart['metadata']): string => String(metadata?.output_file);

describe('the results of one answer', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());

  /** Has the model make one call for each text, and tells what it is shown of their results. */
  const shown = async (texts: string[], config: object = {}): Promise<ToolResultPart[]> => {
    const tool = {
      run: async ({ n }: Record<string, unknown>) => ({ text: texts[n as number] ?? '' }),
    };
    lab = turnLab((_request, n) => (n === 1 ? calls(...texts.map((_text, i) => ['look', { n: i }] as [string, unknown])) : says('done')), {
      tools: { look: tool },
      config,
    });
    const conversation = await lab.open();
    await conversation.prompt({ text: 'go', files: [] }, { signal: idle });
    const stored = await lab.kernel.use('service', 'sessions');
    const parts = (await stored.messages(conversation.session.id)).flatMap((message) => message.parts);
    const results = parts.filter((part): part is ToolResultPart => part.type === 'tool_result');
    const sent = JSON.stringify(lab.requests[1]?.messages);
    for (const { output } of results) expect(sent, 'what is stored is what was sent').to.include(JSON.stringify(output).slice(1, -1));
    return texts.map((_text, i) => results.find(({ call_id }) => call_id === `c${i}`) as ToolResultPart);
  };

  it('stay whole within the budget', async () => {
    const texts = ['q'.repeat(60 * KB), 'b'.repeat(60 * KB), 'c'];
    expect((await shown(texts)).map(({ output }) => output)).to.deep.equal(texts);
  });

  it('beyond it are cut from the largest, with head and tail kept and the whole in a file', async () => {
    const texts = [1, 2, 3, 4, 5].map((n) => `begin ${n}\n${`line ${n} of a long text ......\n`.repeat(n === 3 ? 10 : 2_000)}end ${n}\n`);
    const results = await shown(texts);
    const bytes = results.map(({ output }) => Buffer.byteLength(output));
    expect(bytes.reduce((sum, size) => sum + size)).to.be.within(190 * KB, 200 * KB);
    expect(results[2]?.output, 'the small one').to.equal(texts[2]);
    for (const n of [0, 1, 3, 4]) {
      const { output, metadata } = results[n] as ToolResultPart;
      expect(output)
        .to.match(new RegExp(`^begin ${n + 1}\n`))
        .and.match(new RegExp(`\nend ${n + 1}\n$`));
      expect(output).to.include(fileOf(metadata)).and.include('ask for less');
      expect(readFileSync(fileOf(metadata), 'utf8')).to.equal(texts[n]);
    }
  });

  it('have the budget that is configured, and each a little of it', async () => {
    const texts = Array.from({ length: 4 }, (_one, n) => String(n).repeat(10 * KB));
    const results = await shown(texts, { limits: { tool_results_bytes: 2 * KB } });
    for (const { output } of results) expect(Buffer.byteLength(output)).to.be.within(KB, 2 * KB);
  });

  it('are short once the session has read as much as it may', async () => {
    const text = 'z'.repeat(60 * KB);
    lab = turnLab((_request, n) => (n <= 3 ? calls(['look', { n }]) : says('done')), {
      tools: { look: { run: async () => ({ text }) } },
      config: { limits: { session_results_bytes: 100 * KB } },
    });
    const conversation = await lab.open();
    await conversation.prompt({ text: 'go', files: [] }, { signal: idle });
    const outputs = conversation.messages.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === 'tool_result' ? [part.output] : [])),
    );
    const sizes = outputs.map((output) => Buffer.byteLength(output));
    expect(sizes[0]).to.equal(60 * KB);
    expect(sizes[1]).to.be.within(39 * KB, 40 * KB);
    expect(sizes[2]).to.be.within(7 * KB, 8 * KB);
    expect(lab.requests.at(-1)?.messages.length, 'what was sent stays').to.be.greaterThan(5);
  });

  it('name the file that holds the whole already, when one was too long by itself', async () => {
    const texts = Array.from({ length: 4 }, (_one, n) => `${n}\n`.repeat(60 * KB));
    const results = await shown(texts);
    for (const [n, { output, metadata }] of results.entries()) {
      expect(readFileSync(fileOf(metadata), 'utf8')).to.equal(texts[n]);
      expect(output.match(/Whole output: \S+/g)?.every((found) => found.endsWith(fileOf(metadata)))).to.equal(true);
    }
  });

  it('are each cut as configured', async () => {
    const [bytes] = await shown(['q'.repeat(3 * KB)], { limits: { tool_output_bytes: 2 * KB } });
    expect(Buffer.byteLength(bytes?.output ?? '')).to.be.below(3 * KB);
    await lab.close();
    const [lines] = await shown(['a\n'.repeat(50)], { limits: { tool_output_lines: 10 } });
    expect(lines?.output.split('\n').length).to.be.below(15);
  });
});
