import { expect } from 'chai';
import { TextDialog } from '../../src/dialog/text-dialog.ts';
import { Theme } from '../../src/theme/theme.ts';
import { t } from '../support.ts';

describe('TextDialog', () => {
  it('shows a long paste as a token, and gives it whole', () => {
    const answers: unknown[] = [];
    const dialog = new TextDialog({ prompt: '> ', theme: new Theme(0), t, done: (text) => answers.push(text) });
    const text = 'line\n'.repeat(5_000).trim();
    dialog.key({ type: 'paste', text }, undefined);
    expect(dialog.frame(60, 8).rows).to.deep.equal([`> ${t('frontend-repl.pasted', { number: 1, lines: 5_000 })}`]);
    dialog.key({ type: 'key', key: 'enter' }, 'submit');
    expect(answers).to.deep.equal([text]);
  });
});
