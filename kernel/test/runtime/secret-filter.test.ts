import { expect } from 'chai';
import { addSecret, redact } from '../../src/runtime/redact.ts';
import { SecretFilter } from '../../src/runtime/secret-filter.ts';

describe('SecretFilter', () => {
  const key = 'filter.secret.aardvark.0123';
  before(() => addSecret(key));

  it('finds a secret however its pieces are cut, and loses nothing else', () => {
    const text = `f fi filter.secret.aard ${key}${key} end filter.secret.`;
    for (let size = 1; size < text.length; size++) {
      const filter = new SecretFilter();
      let out = '';
      for (let at = 0; at < text.length; at += size) out += filter.push(text.slice(at, at + size));
      expect(out + filter.end(), String(size)).to.equal('f fi filter.secret.aard [redacted][redacted] end filter.secret.');
    }
  });

  it('finds it in Base64 as well, but for its first characters, and holds back no single letter for it', () => {
    const encoded = Buffer.from(`user:${key}:and more`).toString('base64');
    const inner = Buffer.from(key).toString('base64').slice(6, -6);
    for (const text of [encoded, `<${Buffer.from(key).toString('base64')}>`, `${Buffer.from(`a${key}`).toString('base64url')} end`])
      for (let size = 1; size < text.length; size++) {
        const filter = new SecretFilter();
        let out = '';
        for (let at = 0; at < text.length; at += size) out += filter.push(text.slice(at, at + size));
        out += filter.end();
        expect(out, `${text} ${size}`).to.include('[redacted]').and.not.include(inner);
        expect(out.length, `${text} ${size}`).to.be.below(text.length);
      }
    const letter = Buffer.from(key).toString('base64').slice(0, 3);
    expect(new SecretFilter().push(`word ${letter}`)).to.equal(`word ${letter}`);
  });

  it('loses and doubles nothing around a secret that began in what was let go', () => {
    const filter = new SecretFilter();
    const encoded = Buffer.from(key).toString('base64');
    const parts = ['ab', encoded.slice(0, 3), encoded.slice(3, 9), encoded.slice(9), 'yz'];
    const out = parts.map((part) => filter.push(part)).join('') + filter.end();
    expect(out).to.match(/^ab.{3}\[redacted\].{0,3}yz$/);
  });

  it('holds nothing back that cannot be the beginning of one', () => {
    expect(new SecretFilter().push('plain words ✓')).to.equal('plain words ✓');
  });
});

describe('redact', () => {
  it('takes time in proportion to the text, whatever stands in it', () => {
    const hostile = [
      'eyJ-',
      'eyJa.',
      'sk-',
      '-----BEGIN PRIVATE KEY-----',
      'api_key',
      'api_key=',
      'a://',
      'authorization: ',
      '1a',
      'AKIA',
      'secret-token_',
    ];
    for (const piece of hostile) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      expect(redact(text).length, piece).to.be.at.most(text.length * 4);
    }
  });
});
