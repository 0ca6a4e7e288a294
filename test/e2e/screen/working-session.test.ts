import { expect } from 'chai';
import { labs } from '../../support/run.ts';
import { type ScreenOptions, screens } from '../../support/screen.ts';
import { expectFiles, putFiles, work } from '../../support/work-in-screen.ts';
import { ANSWERS } from '../../support/working-session.ts';

/** every request is one of the conversation */
const UNNAMED = '[session]\nauto_title = false\n';

describe('a working session', function () {
  this.timeout(60_000);
  const open = screens();
  const make = labs();
  const sizes: [string, ScreenOptions, resized?: boolean][] = [
    ['80x24', { cols: 80, rows: 24 }],
    ['200x50', { cols: 200, rows: 50 }],
    ['a window that is resized again and again', { cols: 100, rows: 30 }, true],
  ];
  for (const [name, options, resized] of sizes)
    it(`finds, plans, asks, edits, tests, undoes, forks, compacts, switches the model and is gone on with, at ${name}`, async () => {
      const lab = await make({ handler: ({ number }) => ANSWERS[number - 1] }, UNNAMED);
      putFiles(lab.sandbox);
      const screen = open(lab, options);
      await work({
        screen,
        sandbox: lab.sandbox,
        other: 'fake/m2',
        ...(resized && { resize: (columns: number, rows: number) => screen.resize(columns, rows) }),
      });
      const all = screen.all();
      for (const once of ['It is taken off twice:', 'The check passes:', 'In the copy it passes'])
        expect(all.split(once), once).to.have.length(2);

      const later = open(lab, { ...options, args: ['--continue'] });
      await later.until(/In the copy it passes as well\.\n\nbuild> who are you\n\nI am the other model, and I know the summary\./);
      expect(await later.settled()).to.match(/build> [^\n]*\nbuild · fake\/m2[^\n]*$/);
      expect(later.all()).to.include('fake/m2 · build · ').and.not.include('fake/m1');
      later.type('good morning\r');
      await later.until('Yesterday the discount was mended.');
      expectFiles(lab.sandbox, true);

      const models = lab.fake.requests.map(({ body }) => body.model);
      expect(models).to.deep.equal(ANSWERS.map((_answer, at) => (at < 14 ? 'm1' : 'm2')));
      const last = JSON.stringify(lab.fake.requests.at(-1)?.body.messages);
      expect(last).to.include('Take the discount off once.').and.include('In the copy it passes').and.include('who are you');
    });
});
