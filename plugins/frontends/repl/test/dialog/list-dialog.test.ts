import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { ListDialog } from '../../src/dialog/list-dialog.ts';
import { Theme } from '../../src/theme/theme.ts';
import { t } from '../support.ts';

const LONG = 'a description that tells more than one line of a narrow terminal has room for';
function list(count: number) {
  return new ListDialog({
    options: Array.from({ length: count }, (_option, at) => ({ label: `option ${at}`, description: `${at} ${LONG}` })),
    multiple: false,
    typing: false,
    theme: new Theme(0),
    t,
    ownPrompt: '> ',
    hint: 'arrows, Enter, a number, or an answer in your own words',
    done: () => undefined,
  });
}

describe('a list of options', () => {
  it('shows every description whole where there is room', () => {
    const { rows } = list(3).frame(40, 24);
    const text = rows.join(' ').replace(/\s+/g, ' ');
    for (let at = 0; at < 3; at++) expect(text).to.include(`${at} ${LONG}`);
    expect(text).to.include('in your own words');
    for (const row of rows) expect(row.length).to.be.at.most(40);
  });

  it('shows the one that is chosen from now whole where not all have room, and stays within its rows', async () => {
    const dialog = list(20);
    // keys count after a pause
    await setTimeout(300);
    for (let at = 0; at < 20; at++) {
      const { rows } = dialog.frame(40, 10);
      expect(rows).to.have.length(10);
      for (const row of rows) expect(row.length).to.be.at.most(40);
      expect(rows.join(' ').replace(/\s+/g, ' '), `option ${at}`).to.include(`› ${at + 1} option ${at} – ${at} ${LONG}`);
      dialog.key({ type: 'key', key: 'down' }, 'down');
    }
  });
});
