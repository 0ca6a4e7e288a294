import { expect } from 'chai';
import { StreamSanitizer, sanitize, sanitizeLine } from '../../src/host/sanitize.ts';

describe('sanitize', () => {
  it('leaves ordinary text, tabs, accents, emoji and joined scripts as they are', () => {
    for (const text of ['plain\n\ttext', 'naïve café', '👩‍💻 ❤️ 🇩🇪', 'می‌خواهم', 'क्‍ष', '日本語']) expect(sanitize(text)).to.equal(text);
  });

  it('removes colours, cursor moves, titles and clipboard writes', () => {
    expect(sanitize('a\x1b[31mred\x1b[0m\x1b[2J\x1b[Hb')).to.equal('aredb');
    expect(sanitize('a\x1b]0;title\x07b\x1b]52;c;cm0gLXJm\x1b\\c')).to.equal('abc');
    expect(sanitize('a\x1bPq#0\x1b\\b\x1b_secret\x1b\\c')).to.equal('abc');
    expect(sanitize('a\x9b31mb\x9d0;t\x9cc')).to.equal('abc');
    expect(sanitize('a\x1bcb\x1b(0c')).to.equal('abc');
  });

  it('lets no control through, whatever precedes it', () => {
    for (let code = 0; code < 0xa0; code++) {
      if (code === 9 || code === 10 || (code >= 32 && code < 127)) continue;
      const out = sanitize(`x${String.fromCharCode(code)}y`);
      expect(
        [...out].every((c) => c === '\n' || (c >= ' ' && c !== '\x7f' && !(c >= '\x80' && c <= '\x9f'))),
        `code ${code}: ${JSON.stringify(out)}`,
      ).to.equal(true);
    }
    expect(sanitize('open \x1b]52;c;never closed')).to.not.include('\x1b');
  });

  it('shows what reorders or hides text', () => {
    expect(sanitize('if (\u202ea\u2066b)')).to.equal('if (⟨U+202E⟩a⟨U+2066⟩b)');
    expect(sanitize('rm\u200b -rf\ufeff')).to.equal('rm⟨U+200B⟩ -rf⟨U+FEFF⟩');
    expect(sanitize('a\u{e0041}b')).to.equal('a⟨U+E0041⟩b');
    expect(sanitize('x\u200d = 1')).to.equal('x⟨U+200D⟩ = 1');
    expect(sanitize('a\ufe0f\ufe01\ufe02')).to.equal('a\ufe0f⟨U+FE01⟩⟨U+FE02⟩');
    expect(sanitize('a\ud800b')).to.equal('a\ufffdb');
  });

  it('makes every line end a newline, and one line of many', () => {
    expect(sanitize('10%\r20%\r\ndone\u2028x')).to.equal('10%\n20%\ndone\nx');
    expect(sanitizeLine(' a\nb\tc\x1b[1m ')).to.equal('a b c');
  });
});

describe('StreamSanitizer', () => {
  function pieces(text: string, size: number): string {
    const sanitizer = new StreamSanitizer();
    let out = '';
    for (let i = 0; i < text.length; i += size) out += sanitizer.push(text.slice(i, i + size));
    return out + sanitizer.end();
  }

  it('gives the same for text in pieces of any size', () => {
    const text = 'a\x1b[38;5;9mred\x1b[0m \x1b]8;;http://x\x1b\\link\x1b]8;;\x07 😀 end\r\nnext';
    for (const size of [1, 2, 3, 5, 100]) expect(pieces(text, size), `pieces of ${size}`).to.equal(sanitize(text));
  });

  it('does not wait for ever', () => {
    const sanitizer = new StreamSanitizer();
    const out = sanitizer.push(`\x1b]0;${'x'.repeat(1000)}`);
    expect(out).to.include('xxx').and.not.include('\x1b');
  });

  it('joins across pieces what belongs together, and nothing else', () => {
    const family = '👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 क\u200dष';
    for (let size = 1; size < 5; size++) {
      const stream = new StreamSanitizer();
      const parts = family.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
      expect(parts.map((part) => stream.push(part)).join('') + stream.end(), `by ${size}`).to.equal(family);
    }
    const stray = new StreamSanitizer();
    expect(
      ['a', '1', '\u200d', 'b', '\ufe0f', '\ufe01', '\u115f', '\u200d'].map((part) => stray.push(part)).join('') + stray.end(),
    ).to.equal('a1⟨U+200D⟩b\ufe0f⟨U+FE01⟩⟨U+115F⟩⟨U+200D⟩');
  });

  it('keeps carriage returns that end no line for who wants them', () => {
    const stream = new StreamSanitizer(true);
    expect(['10 %\r', '20 %\r', '\nnext\x1b[3', '1m red\r'].map((part) => stream.push(part)).join('') + stream.end()).to.equal(
      '10 %\r20 %\nnext red\r',
    );
  });
});
