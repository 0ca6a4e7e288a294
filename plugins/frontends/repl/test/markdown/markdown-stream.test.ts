import { expect } from 'chai';
import { loadLexer, MarkdownStream } from '../../src/markdown/markdown-stream.ts';
import type { Painter } from '../../src/markdown/render-block.ts';
import { textWidth } from '../../src/screen/width.ts';
import { Theme } from '../../src/theme/theme.ts';

const TEXT = `# Title

Some **bold** and *soft* text with \`code\`, a [link](https://example.org/a) and ~~no~~.
Second line of the paragraph that is long enough to be broken somewhere.

- one
- two with **bold**
  - inner
  - more

    a paragraph of it
- [x] done

1. first
2. second

   \`\`\`js
   const a = 1;
   \`\`\`
3. third

> a quote
> of two lines

\`\`\`ts
type A = { b: string };

// end
\`\`\`
| a | long column |
|---|------------:|
| 1 | two words |
| 漢字 | x |

Setext
======

    indented code

    more of it

***
Last line & the end &amp; so.`;

let lex: Awaited<ReturnType<typeof loadLexer>>;
const painter = (width: number): Painter => ({ theme: new Theme(0), width, links: false });
function rendered(pieces: string[], width = 60): string[] {
  const stream = new MarkdownStream(lex, () => painter(width));
  return [...pieces.flatMap((piece) => stream.push(piece)), ...stream.end()];
}

describe('MarkdownStream', () => {
  before(async () => {
    lex = await loadLexer();
  });

  it('shows what the text means', () => {
    const shown = rendered([TEXT], 100).join('\n');
    for (const part of [
      'Title\n\nSome bold and soft',
      'a link (https://example.org/a) and no.',
      '• one\n• two with bold\n  • inner',
      '☑ done',
    ])
      expect(shown).to.include(part);
    for (const part of [
      '1. first\n2. second\n\n     const a = 1;\n3. third',
      '│ a quote',
      '  type A = { b: string };\n\n  // end',
      '  indented code',
    ])
      expect(shown).to.include(part);
    expect(shown)
      .to.include('a    │ long column\n─────┼────────────\n1    │   two words\n漢字 │           x')
      .and.include('& the end & so.');
  });

  it('gives the same wherever the pieces were cut', () => {
    const whole = rendered([TEXT]).join('\n');
    for (let at = 1; at < TEXT.length; at++) {
      const cut = rendered([TEXT.slice(0, at), TEXT.slice(at)]).join('\n');
      if (cut !== whole) expect(cut, JSON.stringify(TEXT.slice(Math.max(0, at - 20), at))).to.equal(whole);
    }
    expect(rendered([...TEXT]).join('\n')).to.equal(whole);
  });

  it('hands a block out as soon as nothing can change it, and draws the open one meanwhile', () => {
    const stream = new MarkdownStream(lex, () => painter(60));
    expect(stream.push('# Head\n')).to.deep.equal(['Head']);
    expect(stream.push('one **bo')).to.deep.equal([]);
    expect(stream.tail(5)).to.deep.equal(['one **bo']);
    expect(stream.push('ld**\n\n')).to.deep.equal(['one bold']);
    expect(stream.push('- a\n')).to.deep.equal([]);
    expect(stream.push('- b\n')).to.deep.equal(['', '• a']);
    expect(stream.tail(5)).to.deep.equal(['• b']);
    expect(stream.end()).to.deep.equal(['• b']);
    expect(stream.tail(5)).to.deep.equal([]);
  });

  it('prints long code line by line, the same as all at once', () => {
    const code = `\`\`\`js\n${Array.from({ length: 500 }, (_line, i) => `line(${i});`).join('\n')}\n\`\`\`\nafter\n`;
    const whole = rendered([code]);
    expect(whole).to.have.length(501);
    const stream = new MarkdownStream(lex, () => painter(60));
    const lines: string[] = [];
    let most = 0;
    for (let at = 0; at < code.length; at += 7) {
      lines.push(...stream.push(code.slice(at, at + 7)));
      most = Math.max(most, stream.tail(1_000).length);
    }
    expect([...lines, ...stream.end()]).to.deep.equal(whole);
    expect(most).to.be.below(210);
  });

  it('is never wider than the terminal', () => {
    for (const width of [20, 33, 47]) for (const line of rendered([TEXT], width)) expect(textWidth(line), line).to.be.at.most(width);
  });

  it('shows what would take too long to parse as it was written, and what stands before and after it as ever', () => {
    for (const hostile of ['*a_'.repeat(4_000), '> '.repeat(6_000), '[`'.repeat(3_000), `${'~~a *b'.repeat(20)}\n`.repeat(50)]) {
      const text = `# Before\n\n${hostile}\n\n**after**\n`;
      const pieces = text.match(/[\s\S]{1,40}/g) ?? [];
      const stream = new MarkdownStream(lex, () => painter(80));
      const lines: string[] = [];
      for (const piece of pieces) {
        lines.push(...stream.push(piece));
        stream.tail(5);
      }
      lines.push(...stream.end());
      expect(lines[0]).to.equal('Before');
      expect(lines.slice(1).join('').replace(/\s/g, '')).to.equal(`${hostile.replace(/\s/g, '')}after`);
    }
  });
});
