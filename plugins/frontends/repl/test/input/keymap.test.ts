import { expect } from 'chai';
import { english } from '../../../../../test/support/english.ts';
import { HistoryWalk } from '../../src/input/history-walk.ts';
import { DEFAULT_KEYS, Keymap, keyLabel } from '../../src/input/keymap.ts';

describe('Keymap', () => {
  it('gives no key to two actions by default', () => {
    const all = Object.values(DEFAULT_KEYS).flat();
    expect(all.filter((key, at) => all.indexOf(key) !== at)).to.deep.equal([]);
    expect(new Keymap().problems).to.deep.equal([]);
  });

  it('knows keys that follow one another', () => {
    const keymap = new Keymap();
    expect(keymap.begins('ctrl+x')).to.equal(true);
    expect(keymap.action('ctrl+x ctrl+e')).to.equal('editor');
    expect(keymap.begins('ctrl+g')).to.equal(false);
  });

  it('gives a key that a person chose to its action alone, and says what was lost', () => {
    const keymap = new Keymap({
      help: 'Ctrl+O',
      submit: ['ctrl+enter', 'alt+s'],
      newline: ['return'],
      frobnicate: 'x',
      todos: 'ctrl+o',
      save: false,
    });
    expect(keymap.action('ctrl+o')).to.equal('help');
    expect(keymap.action('enter')).to.equal('newline');
    expect(keymap.action('ctrl+s')).to.equal(undefined);
    expect(keymap.problems).to.deep.include({ kind: 'unknown', action: 'frobnicate' });
    expect(keymap.problems).to.deep.include({ kind: 'taken', action: 'todos', key: 'ctrl+o', other: 'help' });
    expect(keymap.problems).to.deep.include({ kind: 'lost', action: 'help', key: 'ctrl+o', other: 'expand' });
  });

  it('reads keys as people write them, and says which are none', () => {
    const keymap = new Keymap({
      help: ['Ctrl-O', 'cmd+k', 'F5'],
      todos: ['hyper+t', 'x', 'shift+a', 'ctrl+frob', 'control-alt-t'],
      redo: ['ctrl+-', 'alt++', 'ctrl+Plus', 'option-pgup'],
    });
    expect(keymap.keys('help')).to.deep.equal(['ctrl+o', 'super+k', 'f5']);
    expect(keymap.keys('todos')).to.deep.equal(['ctrl+alt+t']);
    expect(keymap.keys('redo')).to.deep.equal(['ctrl+-', 'alt++', 'ctrl++', 'alt+pageup']);
    expect(keymap.problems.filter(({ kind }) => kind === 'bad').map(({ key }) => key)).to.deep.equal([
      'hyper+t',
      'x',
      'shift+a',
      'ctrl+frob',
    ]);
  });

  it('says when a key hides those that begin with it', () => {
    const { problems } = new Keymap({ suspend: 'ctrl+x' });
    expect(problems).to.deep.equal([{ kind: 'hidden', action: 'suspend', key: 'ctrl+x', other: 'ctrl+x ctrl+e' }]);
  });

  it('writes keys as people do', () => {
    expect(keyLabel('ctrl+x ctrl+e', english)).to.equal('Ctrl-X Ctrl-E');
    expect(keyLabel('shift+enter', english)).to.equal('Shift-Enter');
  });
});

describe('HistoryWalk', () => {
  it('walks back and forth, and keeps what was being typed', () => {
    const walk = new HistoryWalk(['one', 'two']);
    expect(walk.back('draft')).to.equal('two');
    expect(walk.back('two')).to.equal('one');
    expect(walk.back('one')).to.equal(undefined);
    expect(walk.forth()).to.equal('two');
    expect(walk.forth()).to.equal('draft');
    expect(walk.forth()).to.equal(undefined);
  });

  it('finds the newest first, each once; capitals count where they are typed', () => {
    const walk = new HistoryWalk(['Fix it', 'fix that', 'look', 'fix that']);
    expect(walk.search('fix')).to.equal('fix that');
    expect(walk.search('fix', 1)).to.equal('Fix it');
    expect(walk.search('fix', 2)).to.equal(undefined);
    expect(walk.search('Fix')).to.equal('Fix it');
  });
});
