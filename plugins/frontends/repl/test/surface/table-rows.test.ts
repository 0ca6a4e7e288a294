import { expect } from 'chai';
import { tableRows } from '../../src/surface/table-rows.ts';

describe('tables of slash commands', () => {
  const rows = [
    ['  /a', 'shows what there is'],
    ['  /queue [clear]', '排队的提示词；显示或删除'],
    ['  /permissions [MODE | add RULE | remove RULE]', 'what needs permission'],
  ];

  it('have columns where everything fits', () => {
    expect(tableRows(rows.slice(0, 2), 80)).to.deep.equal([
      '  /a              shows what there is',
      '  /queue [clear]  排队的提示词；显示或删除',
    ]);
    expect(tableRows([['a', 'b']])).to.deep.equal(['a  b']);
  });

  it('go on below themselves where they are too wide, and lose no word', () => {
    expect(tableRows(rows, 36)).to.deep.equal([
      '  /a              shows what there',
      '                  is',
      '  /queue [clear]  排队的提示词；显示',
      '                  或删除',
      '  /permissions [MODE | add RULE | r…',
      '                  what needs',
      '                  permission',
    ]);
  });

  it('count no colours', () => {
    expect(
      tableRows(
        [
          ['\x1b[2mab\x1b[0m', 'c'],
          ['abcd', 'd'],
        ],
        20,
      ),
    ).to.deep.equal(['\x1b[2mab\x1b[0m    c', 'abcd  d']);
  });
});
