import { expect } from 'chai';
import { Theme } from '../../src/theme/theme.ts';
import { firstRows } from '../../src/transcript/first-rows.ts';
import { t } from '../support.ts';

describe('firstRows', () => {
  const o = { theme: new Theme(0), t };

  it('has what there is, wrapped, and says how much more there is', () => {
    expect(firstRows('one two\r\nthree\n\n\tfour', 6, o)).to.deep.equal(['one', 'two', 'three', '', '  four']);
    const rows = firstRows('line\n'.repeat(29), 10, o);
    expect([rows.length, rows.at(-1)]).to.deep.equal([21, t('frontend-repl.more_lines', { count: 10 })]);
  });

  it('measures no more of megabytes than is shown', () => {
    const from = performance.now();
    const rows = firstRows('漢字 é '.repeat(2_000_000), 80, o);
    expect([rows.length, performance.now() - from < 500]).to.deep.equal([21, true]);
  });
});
