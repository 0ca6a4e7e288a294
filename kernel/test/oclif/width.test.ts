import { expect } from 'chai';
import { table } from '../../src/oclif/table.ts';
import { columns, padded } from '../../src/oclif/width.ts';

describe('columns of a terminal', () => {
  for (const [text, width] of [
    ['abc', 3],
    ['日本語', 6],
    ['ｱｲ', 2],
    ['한국', 4],
    ['e\u0301té', 3],
    ['🙂', 2],
    ['العربية', 7],
    ['नमस्ते', 4],
  ] as const)
    it(`are ${width} for ${text}`, () => expect(columns(text)).to.equal(width));

  it('line up in tables', () => {
    expect(padded('日', 4)).to.equal('日  ');
    expect(
      table([
        ['模型', 'x'],
        ['abc', 'y'],
      ]),
    ).to.deep.equal(['模型  x', 'abc   y']);
  });
});
