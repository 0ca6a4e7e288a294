import { expect } from 'chai';
import { slowMarkdownAt } from '../../src/index.ts';

describe('slowMarkdownAt', () => {
  it('finds the paragraph that a parser takes long for', () => {
    for (const hostile of [
      '*a_'.repeat(300),
      '*a_\n'.repeat(300),
      '> '.repeat(50),
      '1. '.repeat(50),
      'x'.repeat(20_000),
      '|*a_\n'.repeat(300),
    ]) {
      expect(slowMarkdownAt(hostile), hostile.slice(0, 9)).to.equal(0);
      expect(slowMarkdownAt(`one\n\ntwo\n  \n${hostile}`)).to.equal(12);
    }
  });

  it('finds none in what people and models write', () => {
    const row = '| `a` | **b** | *c* |\n';
    const item = '- **a**: `b` and [c](https://example.com/a_b_c)\n';
    for (const text of [
      '',
      '\n\n',
      `| a | b | c |\n|---|---|---|\n${row.repeat(500)}`,
      item.repeat(500),
      '-'.repeat(200),
      `${'*a* '.repeat(60)}\n\n`.repeat(50),
    ]) {
      expect(slowMarkdownAt(text), text.slice(0, 30)).to.equal(undefined);
    }
  });
});
