import { expect } from 'chai';
import { Composer } from '../../src/input/composer.ts';
import { Theme } from '../../src/theme/theme.ts';

describe('Composer', () => {
  it('walks through earlier prompts of several lines, and moves in one that was changed', () => {
    const composer = new Composer(['first', 'one\ntwo', 'last']);
    composer.editor.type('draft');
    composer.up();
    composer.up();
    expect(composer.editor.text).to.equal('one\ntwo');
    composer.up();
    expect(composer.editor.text).to.equal('first');
    composer.down();
    composer.editor.type('!');
    composer.edited();
    composer.up();
    expect([composer.editor.text, composer.editor.cursor]).to.deep.equal(['one\ntwo!', 3]);
    composer.up();
    expect(composer.editor.text).to.equal('last');
    composer.down();
    expect(composer.editor.text, 'what was changed waits at the end').to.equal('one\ntwo!');
  });

  it('counts the lines of a paste: the break behind the last one begins none', () => {
    const counted: number[] = [];
    const composer = new Composer([]);
    for (const text of ['x\n'.repeat(10), `${'x\n'.repeat(9)}x`])
      composer.paste(text, (_number, lines) => {
        counted.push(lines);
        return '[paste]';
      });
    expect(counted).to.deep.equal([10, 10]);
  });

  it('brings a prompt back as it stood there: its pastes and images closed', () => {
    const composer = new Composer([]);
    composer.paste('x\n'.repeat(10), () => '[paste]');
    composer.editor.type(' please');
    const entry = composer.take();
    expect(entry.text).to.equal(`${'x\n'.repeat(10)} please`);
    composer.history.add(entry.draft ?? '');
    composer.up();
    expect(composer.editor.text).to.equal(entry.draft);
    expect(composer.take().text).to.equal(entry.text);
  });

  it('keeps what a search found, and what stood there where it found nothing', () => {
    const composer = new Composer(['fix the basket', 'look']);
    const search = (query: string) => {
      composer.editor.set('draft');
      composer.search();
      composer.searchType(query);
      const shown = composer.editor.text;
      composer.endSearch(true);
      return [shown, composer.editor.text];
    };
    expect(search('bask')).to.deep.equal(['fix the basket', 'fix the basket']);
    expect(search('baskx')).to.deep.equal(['', 'draft']);
    expect(search('')).to.deep.equal(['draft', 'draft']);
  });

  it('offers nothing to Enter that was made for another text', () => {
    const composer = new Composer([]);
    composer.editor.type('/se');
    composer.offer({ from: 0, items: [{ text: '/session' }, { text: '/sessions ' }] });
    expect(composer.candidate?.text).to.equal('/session');
    composer.editor.type('x');
    composer.edited(true);
    expect(composer.candidate).to.equal(undefined);
    expect(composer.completing).to.equal(false);
    composer.offer(undefined);
    expect(composer.closePopup()).to.equal(false);
  });

  it('names control characters of what it offers and of what it holds, and sends them as they are', () => {
    const composer = new Composer([]);
    const rows = () => composer.frame({ width: 60, rows: 3, prompt: '', hint: '', searchPrompt: () => '', theme: new Theme(0) }).rows;
    composer.offer({ from: 0, items: [{ text: 'a\x1b[2Jb', hint: 'c\x07' }, { text: 'x' }] });
    expect(rows()[1]).to.equal('› a⟨U+001B⟩[2Jb  c⟨U+0007⟩');
    composer.accept();
    expect(rows()).to.deep.equal(['a⟨U+001B⟩[2Jb']);
    expect(composer.take().text).to.equal('a\x1b[2Jb');
  });
});
