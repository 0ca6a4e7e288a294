import { expect } from 'chai';
import { wrapNote } from '../../src/surface/wrap-note.ts';

describe('a line beside the conversation', () => {
  it('is broken where words end, in its style and with its indent', () => {
    expect(wrapNote('short', 20)).to.deep.equal(['short']);
    expect(wrapNote('  no model is connected', 12)).to.deep.equal(['  no model', '  is', '  connected']);
    expect(wrapNote('\u001b[2mone two three\u001b[22m', 8)).to.deep.equal(['\u001b[2mone two\u001b[22m', '\u001b[2mthree\u001b[22m']);
    expect(wrapNote('  \u001b[2mone two three\u001b[22m', 10)).to.deep.equal([
      '  \u001b[2mone two\u001b[22m',
      '  \u001b[2mthree\u001b[22m',
    ]);
    expect(wrapNote('日本語の長い行です', 8).length).to.be.above(1);
  });

  it('stays whole where it has several styles, or one long word', () => {
    const styled = '\u001b[2mone\u001b[22m two three four five';
    expect(wrapNote(styled, 8)).to.deep.equal([styled]);
    expect(wrapNote('/a/very/long/path/indeed', 10).join('')).to.equal('/a/very/long/path/indeed');
  });
});
