import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { type Lab, labs, put } from '../../../../../test/support/run.ts';
import { screens, type TestScreen } from '../../../../../test/support/screen.ts';
import { ROOT } from '../../../../../test/support/tree.ts';

/** Pictures stand in docs/repl.md behind `<!-- picture: NAME -->`; UPDATE_PICTURES=1 writes them anew. */
const DOC = join(ROOT, 'docs/repl.md');
const UNNAMED = '[session]\nauto_title = false\n';
const ANSWER = `The discount is taken off **twice**: once in \`price\`, once in \`total\`.

\`\`\`js
const total = items.reduce((sum, item) => sum + price(item), 0);
\`\`\`

| file | change |
|---|---|
| src/price.js | takes the discount off |
| src/total.js | must not |`;

describe('the pictures of docs/repl.md', () => {
  const open = screens();
  const make = labs();
  let made: Lab;
  async function start(script: Step[]): Promise<TestScreen> {
    made = await make({ script }, UNNAMED);
    put(made.sandbox, 'total.js', 'const total = sum(items) - discount;\n');
    const screen = open(made);
    await screen.until('build>');
    return screen;
  }
  /** Without what is different each time. */
  const plain = (text: string) =>
    text
      .replaceAll(made.sandbox.work, '~/shop')
      .replaceAll('fake/m1', 'anthropic/claude-sonnet-4-5')
      .replace(/\d+(?:\.\d+)? (?:ms|s)\b/g, '0.4 s')
      .replace(/ · no sandbox\b/, ' · workspace-write')
      .replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, '⠋')
      .replace(/ +$/gm, '')
      .replace(/^\n+/, '');
  function compare(name: string, text: string): void {
    const doc = readFileSync(DOC, 'utf8');
    const place = new RegExp(`(<!-- picture: ${name} -->\n\`\`\`text\n)([\\s\\S]*?)(\n\`\`\`)`);
    const picture = plain(text);
    if (process.env.UPDATE_PICTURES)
      writeFileSync(
        DOC,
        doc.replace(place, (_all, before: string, _old, after: string) => before + picture + after),
      );
    else
      expect(
        place.exec(doc)?.[2],
        `${name} is old: UPDATE_PICTURES=1 npm test -- plugins/frontends/repl/test/screen/pictures.test.ts`,
      ).to.equal(picture);
  }

  it('show a question with its change', async () => {
    const edit = { name: 'edit', input: { filePath: 'total.js', oldString: ' - discount', newString: '' } };
    const screen = await start([
      { toolCalls: [{ name: 'read', input: { filePath: 'total.js' } }] },
      { toolCalls: [edit] },
      { text: 'Done.' },
    ]);
    screen.type('why does the basket test fail?\r');
    await screen.until('m no, and say why');
    compare('question', await screen.settled());
  });

  it('show an answer', async () => {
    const screen = await start([{ text: ANSWER, usage: { input: 4200, output: 310 } }]);
    screen.type('explain\r');
    await screen.until('tokens in');
    compare('answer', await screen.settled());
  });

  it('show sub-agents below the call they work for', async () => {
    const task = (agent: string, description: string) => ({ name: 'task', input: { agent, description, prompt: `CHILD ${agent}` } });
    const steps: Record<string, Step[]> = {
      explore: [{ toolCalls: [{ name: 'grep', input: { pattern: 'discount' } }] }, { text: 'In total.js.' }],
      general: [{ toolCalls: [{ name: 'read', input: { filePath: 'total.js' } }] }, { text: 'It is one line.' }],
    };
    let tell: () => void = () => undefined;
    const explored = new Promise<void>((resolve) => {
      tell = resolve;
    });
    made = await make(
      {
        handler: async ({ body }) => {
          const messages = body.messages as { role: string }[];
          const results = messages.filter(({ role }) => role === 'tool').length;
          const child = /CHILD (\w+)/.exec(JSON.stringify(messages[1]))?.[1];
          const usage = { input: 1000, output: 100 };
          // one is done first, so that the picture is always the same
          if (child === 'general' && results === 1) await explored;
          if (child === 'explore' && results === 1) setTimeout(tell, 500);
          if (child) return { usage, ...steps[child]?.[results] };
          const calls = [task('explore', 'find the discount'), task('general', 'read the total')];
          return results === 0 ? { usage, toolCalls: calls } : { usage, text: 'Both are done.' };
        },
      },
      `${UNNAMED}[models."fake/m1".cost]\ninput = 3\noutput = 15\n`,
    );
    put(made.sandbox, 'total.js', 'const total = sum(items) - discount;\n');
    const screen = open(made);
    await screen.until('build>');
    screen.type('look at it from two sides\r');
    await screen.until('tokens in');
    compare('agents', await screen.settled());
  });

  it('show completions', async () => {
    const screen = await start([]);
    screen.type('/und');
    await screen.until('› /und');
    compare('completion', await screen.settled());
  });

  it('show what waits while the model works', async () => {
    const command = { name: 'bash', input: { command: 'node -e "console.log(\'12 passing\'); setTimeout(() => 0, 20000)"' } };
    const screen = await start([{ toolCalls: [command] }, { text: 'ok' }]);
    screen.type('run the tests\r');
    await screen.until('m no, and say why');
    screen.type('y');
    await screen.until('  12 passing');
    screen.type('then commit\r');
    await screen.until('queued: then commit');
    screen.type('and push');
    await screen.until('> and push');
    await screen.until(/workspace-write|no sandbox/, 'screen');
    compare('queue', screen.text().replace(/⠋? ?\d+ s$/m, ''));
  });
});
