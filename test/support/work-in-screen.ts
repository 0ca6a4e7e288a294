import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Sandbox } from './cli.ts';
import { put } from './run.ts';
import type { TestScreen } from './screen.ts';
import { FILES, FIXED_CHECK, FIXED_TOTAL } from './working-session.ts';

export interface WorkPlace {
  screen: TestScreen;
  sandbox: Sandbox;
  /** the second model, as `/model` names it */
  other: string;
  /** resizes in the middle of an answer, a diff or a command; default: the size stays */
  resize?: (columns: number, rows: number) => void;
}

/** The files of the session as they stand on disk: as they were, or mended. */
export function expectFiles({ work }: Sandbox, mended: boolean): void {
  const read = (name: string) => readFileSync(join(work, name), 'utf8');
  const wanted = mended ? [FIXED_TOTAL, FIXED_CHECK] : [FILES['total.js'], FILES['check.js']];
  expect([read('total.js'), read('check.js')]).to.deep.equal(wanted);
}

export function putFiles(sandbox: Sandbox): void {
  for (const [name, text] of Object.entries(FILES)) put(sandbox, name, text);
}

/** Find, plan, approve, edit, test, undo, redo, fork, compact, switch the model and leave, as a person does it: what is asserted is what stands on the screen and on disk. */
export async function work({ screen, sandbox, other, resize }: WorkPlace): Promise<void> {
  const say = async (line: string, seen: string | RegExp) => {
    await screen.settled();
    screen.press('ctrl+u');
    screen.type(`${line}\r`);
    await screen.until(seen);
  };
  /** keys count only after a pause: whoever is typing answers nothing */
  const answer = async (question: string | RegExp, key: string) => {
    await screen.until(question);
    await screen.until('m no, and say why', 'screen');
    await screen.settled();
    screen.type(key);
  };
  await screen.until('build> ');

  await say(
    '@plan find where the discount is taken off',
    /→ grep discount ✓ 3 matches[^\n]*\n→ read (?:price|total)\.js ✓[^\n]*\n→ read (?:price|total)\.js ✓/,
  );
  resize?.(50, 20);
  await screen.until(
    /It is taken off twice:\n\nfile +│ line\n─+┼─+\nprice\.js │ 1\ntotal\.js │ 3\n\nI would take it out of total\.\n\n9\.6K tokens in, 150 out/,
  );
  await screen.until(/plan> [^\n]*\nplan · /, 'screen');

  await say('@build do it', /→ todowrite ✓ 3 of 3 open/);
  await screen.until(
    /May edit do this\?\n {4}read total\.js\n {4}write total\.js\n[\s\S]* -export const total = [\s\S]* \+export const total = [\s\S]*y once/,
  );
  expectFiles(sandbox, false);
  await answer('y once', 'y');
  resize?.(200, 50);
  await answer(/allowed once[\s\S]*edit total\.js ✓[\s\S]*\(items, discount\)[\s\S]*\+export const total = \(items\)/, 's');
  await answer(/allowed for this session: edit\(total\.js\)\n→ edit total\.js ✓[\s\S]*write check\.js/, 'y');
  await answer(/edit check\.js ✓[\s\S]*May bash do this\?\n {4}node check\.js/, 's');
  resize?.(64, 15);
  await screen.until(/allowed for this session: bash\(node check\.js\)\n→ bash node check\.js ✓[\s\S]* 1 passing\n/);
  await screen.until(/→ todowrite ✓ 0 of 3 open[\s\S]*The check passes: the discount is taken off once\.\n\n[^\n]*files changed: 2/);
  expectFiles(sandbox, true);
  await screen.settled();
  screen.press('ctrl+t');
  await screen.until(/take the discount out of total\n[^\n]*adapt the check\n[^\n]*run the check\n/, 'screen');
  screen.press('ctrl+t');
  await screen.without('adapt the check');

  await say('/undo', /> \/undo\n\nput back {2}\S*check\.js\nput back {2}\S*total\.js\nMessages taken back: \d+\n/);
  expectFiles(sandbox, false);
  await screen.until('build> do it', 'screen');
  await say('/redo', /> \/redo\n\nput back {2}\S*check\.js\nput back {2}\S*total\.js\nMessages there again: \d+\n/);
  expectFiles(sandbox, true);
  resize?.(80, 24);

  await say('/fork', /This is ses_\w+ from here on, a copy\s+of\s+ses_\w+\./);
  await say('run it again', /> run it again\n/);
  await answer(/run it again\n\nMay bash do this\?/, 'y');
  await screen.until(/ 1 passing\n[\s\S]*In the copy it passes as well\./);
  await say('/compact', /## Done\ntotal\.js and check\.js are changed[\s\S]*A summary stands for \d+ messages/);
  expect(screen.all(), 'marks for the model').to.not.match(/^<\/?[a-z_]+>$/m);
  await say(`/model ${other}`, `Model: ${other}`);
  await screen.until(`build · ${other} · `, 'screen');
  await say('who are you', 'I am the other model, and I know the summary.');
  expectFiles(sandbox, true);
  await screen.settled();
  screen.type('/exit\r');
  expect(await screen.exit).to.equal(0);
  expect(screen.all()).to.match(/Go on later with: opencode --session ses_\w+$/);
}
