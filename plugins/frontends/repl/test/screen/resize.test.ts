import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { labs, put } from '../../../../../test/support/run.ts';
import { type ScreenOptions, screens } from '../../../../../test/support/screen.ts';

const UNNAMED = '[session]\nauto_title = false\n';
const PARAGRAPHS = Array.from(
  { length: 12 },
  (_line, i) => `Paragraph ${i} has some words so that it is broken where the terminal is narrow.`,
).join('\n\n');

describe('a screen that changes', () => {
  const open = screens();
  const make = labs();
  async function start(script: Step[], options: ScreenOptions = {}) {
    const made = await make({ script }, UNNAMED);
    const screen = open(made, options);
    await screen.until('build> ');
    return screen;
  }
  /** how often each paragraph stands in the scrollback */
  const counts = (all: string) => Array.from({ length: 12 }, (_line, i) => all.split(`Paragraph ${i} has`).length - 1);

  it('keeps every line once when it is resized in the middle of a stream', async () => {
    const screen = await start([{ text: PARAGRAPHS, chunkSize: 6, delayMs: 5 }], { cols: 80, rows: 24 });
    screen.type('go\r');
    await screen.until('Paragraph 2');
    screen.type('typing 漢字');
    screen.resize(50, 20);
    await screen.until('Paragraph 5');
    screen.resize(120, 40);
    await screen.until('Paragraph 8');
    screen.resize(64, 15);
    await screen.until('tokens in');
    const text = await screen.settled();
    expect(counts(screen.all())).to.deep.equal(Array(12).fill(1));
    expect(text).to.match(/build> typing 漢字\nbuild · fake\/m1[^\n]*$/);
    expect(screen.all().split('typing 漢字')).to.have.length(2);
  });

  it('edits several rows of wide characters and emoji where the cursor is', async () => {
    const screen = await start([{ text: 'ok' }], { cols: 30, rows: 12 });
    screen.type('漢字漢字漢字漢字漢字漢字👩‍👩‍👧‍👦 مرحبا');
    await screen.until('مرحبا');
    screen.press('left', 'left', 'left', 'left', 'left', 'left', 'backspace');
    await screen.until('build> 漢字漢字漢字漢字漢字漢\n       字 مرحبا', 'screen');
    await screen.settled();
    expect(screen.cursor.column).to.equal(9);
    screen.press('home');
    screen.type('x');
    await screen.until('build> x漢字');
  });

  it('uses a wide terminal for diffs side by side', async () => {
    const read = { name: 'read', input: { filePath: 'n.txt' } };
    const edit = { name: 'edit', input: { filePath: 'n.txt', oldString: 'one', newString: 'two' } };
    const made = await make({ script: [{ toolCalls: [read] }, { toolCalls: [edit] }, { text: 'ok' }] }, UNNAMED);
    put(made.sandbox, 'n.txt', 'one\n');
    const screen = open(made, { cols: 200, rows: 50, args: ['--permission-mode', 'accept-edits'] });
    await screen.until('build> ');
    screen.type('edit\r');
    await screen.until(/1 -one +│ +1 \+two/);
  });
});
