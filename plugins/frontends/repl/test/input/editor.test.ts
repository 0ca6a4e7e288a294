import { expect } from 'chai';
import { Editor } from '../../src/input/editor.ts';
import { layout, placeAt } from '../../src/input/layout.ts';

function editor(text: string, at = text.length): Editor {
  const made = new Editor();
  made.set(text);
  made.moveTo(at);
  return made;
}
/** the text with the cursor in it */
const shown = ({ text, cursor }: Editor) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

describe('Editor', () => {
  it('moves over and deletes what a person sees as one character', () => {
    const made = editor('a👩‍👩‍👧‍👦e\u0301漢');
    made.run('backspace');
    made.run('backspace');
    expect(made.text).to.equal('a👩‍👩‍👧‍👦');
    made.run('left');
    expect(shown(made)).to.equal('a|👩‍👩‍👧‍👦');
    made.run('delete');
    expect(made.text).to.equal('a');
  });

  it('moves by words, also of scripts without blanks', () => {
    const made = editor('foo.bar  baz');
    made.run('word-left');
    expect(shown(made)).to.equal('foo.bar  |baz');
    made.run('text-start');
    made.run('word-right');
    made.run('word-right');
    expect(made.cursor).to.be.greaterThan(3);
    const chinese = editor('你好世界');
    chinese.run('word-left');
    expect(chinese.cursor).to.equal(2);
  });

  it('joins what is cut together, and puts back what was cut before', () => {
    const made = editor('one two three');
    made.run('kill-word-back');
    made.run('kill-word-back');
    expect(shown(made)).to.equal('one |');
    made.run('yank');
    expect(made.text).to.equal('one two three');
    made.run('text-start');
    made.run('kill-word');
    made.run('line-end');
    made.run('yank');
    expect(made.text).to.equal(' two threeone');
    made.run('yank-next');
    expect(made.text).to.equal(' two threetwo three');
  });

  it('cuts lines to their ends, and the line break at an end', () => {
    const made = editor('one\ntwo', 0);
    made.run('kill-line');
    expect(shown(made)).to.equal('|\ntwo');
    made.run('kill-line');
    expect(shown(made)).to.equal('|two');
    made.run('line-end');
    made.run('kill-to-start');
    expect(made.text).to.equal('');
  });

  it('undoes words at once and redoes them', () => {
    const made = new Editor();
    for (const letter of 'hi you') made.type(letter);
    made.run('undo');
    expect(made.text).to.equal('hi');
    made.run('undo');
    expect(made.text).to.equal('');
    made.run('redo');
    made.run('redo');
    expect(made.text).to.equal('hi you');
  });

  it('holds a paste as one character that is sent whole, deleted at once and opened', () => {
    const made = editor('see ');
    made.put({ label: '[paste 1: 3 lines]', text: 'a\nb\nc' });
    made.type('!');
    expect(made.whole).to.equal('see a\nb\nc!');
    expect(made.tokens.shown(made.text)).to.equal('see [paste 1: 3 lines]!');
    made.run('left');
    expect(made.openToken()).to.equal(true);
    expect(made.text).to.equal('see a\nb\nc!');
    made.run('undo');
    made.run('backspace');
    expect(made.whole).to.equal('see !');
    made.type('\u{10f000}');
    expect(made.whole).to.equal('see !');
  });

  it('swaps the letters around the cursor', () => {
    const made = editor('teh');
    made.run('transpose');
    expect(made.text).to.equal('the');
  });
});

describe('layout', () => {
  const { tokens } = new Editor();

  it('breaks rows by columns: wide characters take two and are never cut', () => {
    const { rows, row, column } = layout('漢漢漢ab', 5, 5, tokens);
    expect(rows.map(({ text }) => text)).to.deep.equal(['漢漢', '漢ab']);
    expect([row, column]).to.deep.equal([1, 4]);
  });

  it('puts the cursor behind a full row into the next one', () => {
    expect(layout('abcd', 4, 4, tokens)).to.include({ row: 1, column: 0 });
    expect(layout('abcd\n', 5, 4, tokens)).to.include({ row: 1, column: 0 });
    expect(layout('', 0, 4, tokens)).to.include({ row: 0, column: 0 });
  });

  it('shows what cannot be seen and what turns others around, and leaves letters and emoji whole', () => {
    expect(layout('a\u202eb', 2, 20, tokens)).to.deep.include({
      column: 9,
      rows: [{ text: 'a⟨U+202E⟩b', from: 0, to: 3, wrapped: false }],
    });
    const whole = 'می\u200cخواهم 👩\u200d👧 🏴\u{e0067}\u{e0062}\u{e007f} e\u0301';
    expect(layout(whole, 0, 60, tokens).rows[0]?.text).to.equal(whole);
  });

  it('finds the place below another one', () => {
    const text = 'long line\nab';
    const { rows } = layout(text, 0, 20, tokens);
    expect(placeAt(text, rows[1] as never, 7, tokens)).to.equal(text.length);
    expect(placeAt('漢字', layout('漢字', 0, 20, tokens).rows[0] as never, 3, tokens)).to.equal(1);
  });
});
