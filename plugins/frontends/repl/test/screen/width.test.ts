import { expect } from 'chai';
import stringWidth from 'string-width';
import { graphemes, graphemeWidth, textWidth } from '../../src/screen/width.ts';

describe('widths', () => {
  it('are those of the tables for every character, also of those that need no table', () => {
    const wrong: string[] = [];
    for (let code = 0x20; code < 0x1_0000; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCharCode(code);
      if (graphemeWidth(character) !== Math.min(2, stringWidth(character, { countAnsiEscapeCodes: true }))) wrong.push(code.toString(16));
    }
    expect(wrong).to.deep.equal([]);
  });

  it('divide text as the segmenter does', () => {
    const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    for (let code = 0x20; code < 0xd800; code++) {
      const text = `a${String.fromCharCode(code)}${String.fromCharCode(code)}b`;
      const whole = Array.from(segmenter.segment(text), ({ segment }) => segment);
      if (graphemes(text).join('|') !== whole.join('|')) expect(graphemes(text), code.toString(16)).to.deep.equal(whole);
    }
  });

  it('of clusters are those of one sign', () => {
    expect(textWidth('👩\u200d👩\u200d👧🇩🇪e\u0301漢한')).to.equal(9);
  });
});
