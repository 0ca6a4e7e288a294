import { decodeText, detectText, encodeText } from '@ock/kernel';
import { expect } from 'chai';

describe('text codec', () => {
  const cases: [name: string, bytes: Buffer, encoding: string | undefined, bom?: boolean][] = [
    ['UTF-8', Buffer.from('grün 😀'), 'utf-8', false],
    ['UTF-8 with a mark', Buffer.from('\ufeffa'), 'utf-8', true],
    ['UTF-16LE with a mark', Buffer.from('\ufeff日本', 'utf16le'), 'utf-16le', true],
    ['UTF-16BE with a mark', Buffer.from('\ufeff日本', 'utf16le').swap16(), 'utf-16be', true],
    ['UTF-16LE without a mark', Buffer.from('plain text\r\n', 'utf16le'), 'utf-16le', false],
    ['UTF-16BE without a mark', Buffer.from('plain text\r\n', 'utf16le').swap16(), 'utf-16be', false],
    ['every byte above control characters', Buffer.from([...Array(224).keys()].map((i) => i + 32)), 'windows-1252', false],
    ['nothing', Buffer.alloc(0), 'utf-8', false],
    ['16-bit numbers', Buffer.from(Uint16Array.from([...Array(100).keys()].map((i) => i % 30)).buffer), undefined],
    ['zeros', Buffer.alloc(100), undefined],
    ['a zero in text', Buffer.from('abc\0def'), undefined],
    ['control characters', Buffer.from([1, 2, 3, 4, 65, 66]), undefined],
  ];
  for (const [name, bytes, encoding, bom] of cases) {
    it(`knows ${name} and gives it back unchanged`, () => {
      const form = detectText(bytes);
      expect(form).to.deep.equal(encoding === undefined ? undefined : { encoding, bom });
      if (form) expect(encodeText(decodeText(bytes, form), form)).to.deep.equal(bytes);
    });
  }
  it('does not take a cut character for another encoding', () => {
    const bytes = Buffer.from('é'.repeat(10));
    expect(detectText(bytes.subarray(0, 11), false)?.encoding).to.equal('utf-8');
    expect(detectText(bytes.subarray(0, 11), true)?.encoding).to.equal('windows-1252');
  });
});
