import { expect } from 'chai';
import { cutPainted } from '../../src/screen/spans.ts';
import { composed } from '../../src/surface/composed.ts';

describe('composed', () => {
  it('has no row that is wider than the terminal', () => {
    const long = 'x'.repeat(30);
    const input = { rows: [long], cursor: { row: 0, column: 2 } };
    const { rows } = composed({ input, live: () => [long], todos: [`☐ ${long}`], queue: [], status: long, width: 10, height: 20 });
    const cut = `${'x'.repeat(9)}…`;
    expect(rows).to.deep.equal([cut, '', '☐ xxxxxxx…', cut, cut]);
  });

  it('ends styles and links where it cuts', () => {
    expect(cutPainted('\x1b[1mab\x1b[0m \x1b[2mcd\x1b[0mef', 4)).to.equal('\x1b[1mab\x1b[0m \x1b[2m…\x1b[0m');
    expect(cutPainted('\x1b]8;;http://x\x1b\\漢字\x1b]8;;\x1b\\', 3)).to.equal('\x1b]8;;http://x\x1b\\漢…\x1b]8;;\x1b\\');
    expect(cutPainted('\x1b[1mabcd\x1b[0m', 4)).to.equal('\x1b[1mabcd\x1b[0m');
  });
});
