import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { labs, put } from '../../../../../test/support/run.ts';
import { screens } from '../../../../../test/support/screen.ts';

const PRICED = '[session]\nauto_title = false\n[models."fake/m1".cost]\ninput = 3\noutput = 15\n';
const task = (agent: string, description: string, name = agent) => ({
  name: 'task',
  input: { agent, description, prompt: `CHILD ${name}` },
});
/** what each does, an answer for every result that it has seen */
const STEPS: Record<string, Step[]> = {
  main: [{ toolCalls: [task('general', 'mend it')] }, { text: 'It is mended.' }],
  general: [
    { toolCalls: [{ name: 'read', input: { filePath: 'total.js' } }] },
    { toolCalls: [task('explore', 'look deeper')] },
    { text: 'It is one line.' },
  ],
  explore: [{ toolCalls: [{ name: 'grep', input: { pattern: 'discount' } }] }, { text: 'In total.js.' }],
};

describe('a session that is gone on with', () => {
  const open = screens();
  const make = labs();

  it('shows what sub-agents did as it was shown then: nested, with tokens and cost', async () => {
    const made = await make(
      {
        handler: ({ body }) => {
          const messages = body.messages as { role: string }[];
          const who = /CHILD (\w+)/.exec(JSON.stringify(messages[1]))?.[1] ?? 'main';
          return { usage: { input: 1000, output: 100 }, ...STEPS[who]?.[messages.filter(({ role }) => role === 'tool').length] };
        },
      },
      PRICED,
    );
    put(made.sandbox, 'total.js', 'const total = sum(items) - discount;\n');
    const first = open(made);
    await first.until('build> ');
    first.type('mend it\r');
    await first.until('tokens in');
    first.press('ctrl+q');
    expect(await first.exit).to.equal(0);
    /** durations of what is inside are those that were stored */
    const calls = (text: string) => text.split('\n').filter((line) => /^→ task|^ +↳/.test(line));
    const before = calls(first.all());
    expect(before.map((line) => line.replace(/[\d.]+ m?s$/, ''))).to.deep.equal([
      '→ task mend it ✓ general, 5.5K tokens, $0.0225, ',
      '  ↳ read total.js ✓ lines 1-1, ',
      '  ↳ task look deeper ✓ explore, 2.2K tokens, $0.009',
      '    ↳ grep discount ✓ 1 match, ',
    ]);
    const id = /--session (\S+)$/m.exec(first.all())?.[1] ?? '';
    const again = open(made, { args: ['--session', id] });
    await again.until(/It is mended\.[\s\S]*build> /);
    expect(calls(again.all())).to.deep.equal(before);
    again.press('ctrl+q');
    await again.exit;
  });
});
