import { expect } from 'chai';
import { TailBuffer } from '../../src/transcript/tail-buffer.ts';

const tail = (...pieces: string[]) => {
  const buffer = new TailBuffer(3);
  for (const piece of pieces) buffer.push(piece);
  return buffer.lines();
};

describe('TailBuffer', () => {
  it('keeps the last lines, the open one too', () => {
    expect(tail('a\nb\n\nc\nd', 'e')).to.deep.equal(['b', 'c', 'de']);
    expect(tail('a\r\nb\r', '\nc\n')).to.deep.equal(['a', 'b', 'c']);
  });

  it('shows a progress bar as the one line that it is', () => {
    expect(tail('start\n', '\r 10 %', '\r 20 %', '\r', ' 30 %')).to.deep.equal(['start', ' 30 %']);
    expect(tail('10 %\r20 %\r\n', 'done\n')).to.deep.equal(['20 %', 'done']);
  });

  it('lets nothing through that steers a terminal, wherever it was cut', () => {
    expect(tail('\x1b[', '2J\x1b[3', '1mred\x1b[0m \x1b]0;own', 'ed\x07end\x1b[?10', '49h\x08')).to.deep.equal(['red end⟨U+0008⟩']);
  });

  it('bounds what it remembers of a line', () => {
    expect(tail('x'.repeat(500_000), 'y'.repeat(10))[0]?.length).to.be.lessThan(2_000);
  });
});
