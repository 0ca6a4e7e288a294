import { expect } from 'chai';
import { renderDiff } from '../../src/diff/render-diff.ts';
import { loadCompareWords } from '../../src/diff/word-changes.ts';
import { Theme } from '../../src/theme/theme.ts';

const DIFF = '--- a/x.ts\n+++ b/x.ts\n@@ -3,3 +3,4 @@\n same\n-const price = 1;\n+const price = 2;\n+\tmore();\n end\n';
const options = (width: number, more: object = {}) => ({
  theme: new Theme(0),
  width,
  limit: 100,
  more: (count: number) => `… ${count}`,
  ...more,
});

describe('renderDiff', () => {
  it('shows old and new below each other, without the name of a single file', () => {
    expect(renderDiff(DIFF, options(80))).to.deep.equal([
      '@@ -3,3 +3,4 @@',
      ' same',
      '-const price = 1;',
      '+const price = 2;',
      '+    more();',
      ' end',
    ]);
    expect(renderDiff(DIFF + DIFF.replaceAll('x.ts', 'y.ts'), options(80)))
      .to.include('+++ b/x.ts')
      .and.include('+++ b/y.ts');
  });

  it('shows them side by side where there is room, each with its line number', () => {
    const lines = renderDiff(DIFF, options(130));
    expect(lines[1]).to.match(/^ {3}3 {2}same +│ {4}3 {2}same$/);
    expect(lines[2]).to.match(/^ {3}4 -const price = 1; +│ {4}4 \+const price = 2;$/);
    expect(lines[3]).to.match(/^ +│ {4}5 \+ {4}more\(\);$/);
    expect(renderDiff('-old\n+new\n', options(130))[0], 'nobody knows where it stands').to.match(/^ {5}-old +│ {6}\+new$/);
  });

  it('breaks what is too long at the end of the line, whatever script stands there', () => {
    const rows = renderDiff(`+const text = 'number 漢字'; // ${'y'.repeat(20)}\u00a0end\n`, options(40));
    expect(rows.map((row) => row.replace('↳', ''))).to.deep.equal(["+const text = 'number 漢字'; // yyyyyyyy", 'yyyyyyyyyyyy\u00a0end']);
  });

  it('marks the words that changed, and only where the lines are alike', async () => {
    const compare = await loadCompareWords();
    const painted = renderDiff(DIFF, options(80, { theme: new Theme(4), compare })).join('\n');
    expect(painted).to.include('\x1b[31mconst price = \x1b[0m\x1b[7;31m1\x1b[0m').and.include('\x1b[7;32m2\x1b[0m');
    const other = renderDiff('-one thing\n+quite different words\n', options(80, { theme: new Theme(4), compare })).join('\n');
    expect(other).to.not.include('\x1b[7;');
  });

  it('takes lines for what the head of their part says, not for file names', () => {
    const tricky = '@@ -7,1 +7,1 @@\n--- a comment\n+++ a counter\n';
    expect(renderDiff(tricky, options(80))).to.deep.equal(['@@ -7,1 +7,1 @@', '--- a comment', '+++ a counter']);
  });

  it('says how much is left out', () => {
    expect(renderDiff(DIFF, options(80, { limit: 2 }))).to.deep.equal(['@@ -3,3 +3,4 @@', ' same', '… 4']);
  });

  it('says nothing of where the beginning of a file is', () => {
    expect(renderDiff('--- /dev/null\n+++ b/x\n@@ -0,0 +1,1 @@\n+new\n', options(80))).to.deep.equal(['+new']);
    expect(renderDiff('@@ -0,0 +1,1 @@\n+new\n', options(130)), 'one side only').to.deep.equal(['+new']);
    expect(renderDiff('@@ -1,1 +1,1 @@\n-old\n+new\n', options(80))).to.deep.equal(['-old', '+new']);
  });

  it('breaks long lines, so that nothing of a change goes unseen', () => {
    const long = `--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-${'old '.repeat(10)}\n+${'new '.repeat(10)}rm -rf\n`;
    expect(renderDiff(long, options(31))).to.deep.equal([
      `-${'old '.repeat(7)}ol`,
      `↳d ${'old '.repeat(2)}`,
      `+${'new '.repeat(7)}ne`,
      `↳w ${'new '.repeat(2)}rm -rf`,
    ]);
    const beside = renderDiff(long.replace(/(old |new )/g, '$1'.repeat(3)), options(121));
    expect(beside.join('').match(/new|n *│? +ew/g)?.length).to.be.greaterThan(25);
    expect(beside.join('\n')).to.include('rm -rf').and.not.include('…');
    expect(beside.every((line) => line.length <= 121)).to.equal(true);
    expect(new Set(beside.map((line) => line.indexOf('│'))).size, 'one column').to.equal(1);
  });
});
