import { expect } from 'chai';
import type { InputEvent } from '../../src/input/input-event.ts';
import { KeyDecoder } from '../../src/input/key-decoder.ts';

function decoded(...chunks: string[]): InputEvent[] {
  const decoder = new KeyDecoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.flush()];
}
const keys = (...chunks: string[]) => decoded(...chunks).map((event) => (event.type === 'key' ? event.key : event.type));

describe('KeyDecoder', () => {
  it('reads letters, control keys and what keyboards have always sent', () => {
    expect(keys('aB é漢')).to.deep.equal(['a', 'B', 'space', 'é', '漢']);
    expect(keys('\r\t\x7f\x01\x1f\x00\n')).to.deep.equal(['enter', 'tab', 'backspace', 'ctrl+a', 'ctrl+_', 'ctrl+space', 'ctrl+j']);
    expect(keys('\x1b[A\x1bOB\x1b[1;5C\x1b[3~\x1b[3;3~\x1b[Z\x1bOP\x1b[15~')).to.deep.equal([
      'up',
      'down',
      'ctrl+right',
      'delete',
      'alt+delete',
      'shift+tab',
      'f1',
      'f5',
    ]);
    expect(keys('\x1bf\x1b\r\x1b\x7f\x1b\x1b[A')).to.deep.equal(['alt+f', 'alt+enter', 'alt+backspace', 'alt+up']);
  });

  it('reads the Kitty protocol and modifyOtherKeys', () => {
    expect(keys('\x1b[13;2u\x1b[97;5u\x1b[27u\x1b[9;2u\x1b[57414u\x1b[57441;2u')).to.deep.equal([
      'shift+enter',
      'ctrl+a',
      'escape',
      'shift+tab',
      'enter',
    ]);
    expect(decoded('\x1b[97:65;2u')).to.deep.equal([{ type: 'key', key: 'A', text: 'A' }]);
    expect(decoded('\x1b[97;1:3u')).to.deep.equal([]);
    expect(decoded('\x1b[97;;228u')).to.deep.equal([{ type: 'key', key: 'ä', text: 'ä' }]);
    // the key of another script acts as the one it stands on
    expect(keys('\x1b[1089::99;5u')).to.deep.equal(['ctrl+c']);
    expect(keys('\x1b[27;2;13~\x1b[27;5;9~')).to.deep.equal(['shift+enter', 'ctrl+tab']);
  });

  it('reads pastes whole, whatever is in them, and acts on no control character', () => {
    expect(decoded('a\x1b[200~one\rtwo\x03\x1b[A\x1b[201~b')).to.deep.equal([
      { type: 'key', key: 'a', text: 'a' },
      { type: 'paste', text: 'one\ntwo' },
      { type: 'key', key: 'b', text: 'b' },
    ]);
    const long = `${'x'.repeat(60)}\nsecond line`;
    expect(decoded(long)).to.deep.equal([{ type: 'paste', text: long }]);
  });

  it('takes the colours out of a paste, and says when it was longer than is kept', () => {
    expect(decoded('\x1b[200~\x1b[1;31mred\x1b[0m\x1b]8;;http://x\x07link\x9b2J\x1b[201~')).to.deep.equal([
      { type: 'paste', text: 'redlink' },
    ]);
    const [event] = decoded(`\x1b[200~${'x'.repeat(17_000_000)}\x1b[201~`);
    expect(event).to.deep.include({ type: 'paste', cut: true });
    const next = decoded('\x1b[200~y\x1b[201~');
    expect(next).to.deep.equal([{ type: 'paste', text: 'y' }]);
  });

  it('does not let a paste end itself and type what follows', () => {
    expect(decoded('\x1b[200~one\x1b[201~two\r\x03\x1b[201~x')).to.deep.equal([
      { type: 'paste', text: 'onetwo\n' },
      { type: 'key', key: 'x', text: 'x' },
    ]);
    expect(decoded('\x1b[200~one\x1b[201~a\x1b[200~two\x1b[201~').map(({ type }) => type)).to.deep.equal(['paste', 'key', 'paste']);
  });

  it('ends a paste that holds the mark of a beginning, and one whose end mark comes in two pieces', () => {
    expect(decoded('\x1b[200~one\x1b[200~two\x1b[201~x')).to.deep.equal([
      { type: 'paste', text: 'onetwo' },
      { type: 'key', key: 'x', text: 'x' },
    ]);
    const decoder = new KeyDecoder();
    decoder.push('\x1b[200~one\x1b[20');
    decoder.flush();
    expect(decoder.push('1~')).to.deep.equal([{ type: 'paste', text: 'one' }]);
  });

  it('reads Escape twice as two, and drops an answer that was garbled', () => {
    expect(keys('\x1b\x1b')).to.deep.equal(['escape', 'escape']);
    expect(keys('\x1b]11;rgb:zz\ra')).to.deep.equal(['enter', 'a']);
    expect(decoded('\x1b]11;rgb:zz/1/1\x07\x1b]11;?\x1b\\')).to.deep.equal([]);
    expect(keys('\x1b]')).to.deep.equal(['alt+]']);
  });

  it('tells what may be a key by itself from what can only go on', () => {
    const waits = (text: string) => {
      const decoder = new KeyDecoder();
      decoder.push(text);
      return decoder.maybeKey;
    };
    expect(['\x1b', '\x1b\x1b', '\x1b]'].map(waits)).to.deep.equal([true, true, true]);
    expect(['\x1b[1;', '\x1b]11;rgb:00', '\x1b[200~text\x1b'].map(waits)).to.deep.equal([false, false, false]);
  });

  it('reads answers of the terminal, and types none of them', () => {
    expect(decoded('\x1b]11;rgb:ffff/8080/0000\x1b\\\x1b[?1u\x1b[I\x1b[O')).to.deep.equal([
      { type: 'background', red: 1, green: 0x8080 / 0xffff, blue: 0 },
      { type: 'kitty' },
      { type: 'focus', focused: true },
      { type: 'focus', focused: false },
    ]);
    expect(decoded('\x1b[?62;4c\x1b[24;80R\x1bP>|xterm(3)\x1b\\\x1b[>0;1c')).to.deep.equal([]);
  });

  it('gives the same wherever the pieces were cut', () => {
    const all = 'a\x1b[1;5C\x1b[200~p\r漢\x1b[201~\x1bOA\x1b[97;5u\x1b]11;rgb:00/00/00\x07é\x1b[27;2;13~\x1bb\x1b[Z.';
    const whole = JSON.stringify(decoded(all));
    for (let first = 1; first < all.length; first++)
      for (let second = first; second < all.length; second += 3) {
        const cut = decoded(all.slice(0, first), all.slice(first, second), all.slice(second));
        expect(JSON.stringify(cut), `${first} ${second}`).to.equal(whole);
      }
  });

  it('takes a lone escape for the key once nothing more came', () => {
    const decoder = new KeyDecoder();
    expect(decoder.push('\x1b')).to.deep.equal([]);
    expect(decoder.pending).to.equal(true);
    expect(decoder.flush()).to.deep.equal([{ type: 'key', key: 'escape' }]);
    expect(keys('\x1b[')).to.deep.equal(['alt+[']);
  });
});
