import { expect } from 'chai';
import { applyEdits, changedLines, type Encoding, findPosition, linesOf, toCharacter, toColumn, toIndex } from '../src/positions.ts';

const ENCODINGS: Encoding[] = ['utf-8', 'utf-16', 'utf-32'];

describe('positions', () => {
  it('count in the units of each encoding', () => {
    const line = 'a😀ü = 1';
    expect(toCharacter(line, 4, 'utf-8')).to.equal(7);
    expect(toCharacter(line, 4, 'utf-16')).to.equal(4);
    expect(toCharacter(line, 4, 'utf-32')).to.equal(3);
    for (const encoding of ENCODINGS) expect(toIndex(line, toCharacter(line, 4, encoding), encoding), encoding).to.equal(4);
    expect(toColumn(line, 4), 'people count characters, from 1').to.equal(4);
    for (const encoding of ENCODINGS) expect(toIndex('ab', 99, encoding)).to.equal(2);
  });

  it('are found by a name on the line, whatever the column says', () => {
    const text = 'one two\nlet foo = foobar(foo);\n';
    expect(findPosition(text, { line: 2, symbol: 'foobar' }, 'utf-16')).to.deep.equal({ line: 1, character: 10 });
    expect(findPosition(text, { line: 2, symbol: 'foo' }, 'utf-16'), 'whole words').to.deep.equal({ line: 1, character: 4 });
    expect(findPosition(text, { line: 2, column: 17, symbol: 'foo' }, 'utf-16'), 'nearest').to.deep.equal({ line: 1, character: 17 });
    expect(findPosition(text, { line: 1, symbol: 'a.b.foo' }, 'utf-16'), 'a line beside').to.deep.equal({ line: 1, character: 4 });
  });

  it('of a name elsewhere are an error that says where', () => {
    const text = `${'\n'.repeat(20)}here\n`;
    expect(() => findPosition(text, { line: 1, symbol: 'here' }, 'utf-16')).to.throw('It stands on: 21');
    expect(() => findPosition(text, { line: 1, symbol: 'nowhere' }, 'utf-16')).to.throw('does not stand in this file');
    expect(() => findPosition(text, { line: 99 }, 'utf-16')).to.throw('There is no line 99');
    expect(() => findPosition(text, {}, 'utf-16')).to.throw('Name the place');
  });

  it('take columns as characters', () => {
    expect(findPosition('😀x', { line: 1, column: 2 }, 'utf-16')).to.deep.equal({ line: 0, character: 2 });
    expect(findPosition('😀x', { line: 1, column: 2 }, 'utf-8')).to.deep.equal({ line: 0, character: 4 });
    expect(findPosition('  x', { line: 1 }, 'utf-16'), 'the first character that is no space').to.deep.equal({ line: 0, character: 2 });
  });
});

describe('edits', () => {
  const at = (line: number, from: number, to: number, newText: string) => ({
    range: { start: { line, character: from }, end: { line, character: to } },
    newText,
  });

  it('are made from the last to the first, whatever their order', () => {
    expect(applyEdits('abc\ndef\n', [at(0, 0, 1, 'X'), at(1, 2, 3, 'Y'), at(1, 0, 0, '_')], 'utf-16')).to.equal('Xbc\n_deY\n');
    expect(applyEdits('ab', [at(0, 1, 1, '1'), at(0, 1, 1, '2')], 'utf-16'), 'at one place in their order').to.equal('a12b');
  });

  it('keep line ends, and reach no further than their line', () => {
    expect(applyEdits('a\r\nb\r\n', [at(0, 0, 99, 'X')], 'utf-16')).to.equal('X\r\nb\r\n');
    expect(applyEdits('a', [at(5, 0, 0, 'b')], 'utf-16'), 'behind the end').to.equal('ab');
  });

  it('that overlap are refused', () => {
    expect(() => applyEdits('abcd', [at(0, 0, 2, 'x'), at(0, 1, 3, 'y')], 'utf-16')).to.throw('overlap');
  });
});

describe('the change between two texts', () => {
  it('makes the one from the other, for many pairs', () => {
    let seed = 7;
    const random = (limit: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % limit;
    };
    const text = (): string => Array.from({ length: random(8) }, () => ['a', 'b', 'ü😀', '', 'c\r'][random(5)]).join('\n');
    for (let i = 0; i < 3000; i++) {
      const [before, after] = [text(), text()];
      for (const encoding of ENCODINGS) {
        const change = changedLines(before, after, encoding);
        const made = change ? applyEdits(before, [{ range: change.range, newText: change.text }], encoding) : before;
        expect(made, JSON.stringify({ before, after, change })).to.equal(after);
      }
    }
  });

  it('is small', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`);
    const change = changedLines(lines.join('\n'), lines.with(500, 'new').join('\n'), 'utf-16');
    expect(change).to.deep.equal({ range: { start: { line: 500, character: 0 }, end: { line: 501, character: 0 } }, text: 'new\n' });
    expect(linesOf('a\r\nb\rc\n')).to.deep.equal(['a', 'b', 'c', '']);
  });
});
