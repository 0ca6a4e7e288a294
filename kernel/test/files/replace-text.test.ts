import { replaceText, ToolError } from '@ock/kernel';
import { expect } from 'chai';

const replace = (content: string, oldString: string, newString: string, replaceAll?: boolean) =>
  replaceText(content, { oldString, newString, ...(replaceAll !== undefined && { replaceAll }) });

function refusal(...args: Parameters<typeof replace>): string {
  try {
    const done = replace(...args);
    return expect.fail(`not refused: ${JSON.stringify(done)}`);
  } catch (error) {
    expect(error).to.be.instanceOf(ToolError);
    return (error as ToolError).message;
  }
}

describe('replaceText, exactly', () => {
  it('replaces the one place and says where', () => {
    expect(replace('a\nb\nc\n', 'b', 'x\ny')).to.deep.equal({ text: 'a\nx\ny\nc\n', lines: [2] });
  });
  it('takes $ and other signs of patterns as they are', () => {
    expect(replace('a $1 $& (x) \\d\n', '$& (x) \\d', "$1 $' $$").text).to.equal("a $1 $1 $' $$\n");
  });
  it('refuses several places and names their lines', () => {
    expect(refusal('x\ny\nx\n', 'x', 'z')).to.match(/line 1, 3\..*replaceAll/);
  });
  it('counts places that overlap', () => {
    expect(refusal('aaa', 'aa', 'b')).to.contain('several places');
  });
  it('replaces all on request, each once', () => {
    expect(replace('aaaa b\naa\n', 'aa', 'a', true)).to.deep.equal({ text: 'aa b\na\n', lines: [1, 1, 2] });
  });
  it('counts lines of the new text', () => {
    expect(replace('x\nm\nx\nm\nx\n', 'x\n', '1\n2\n3\n', true).lines).to.deep.equal([1, 5, 9]);
  });
  it('refuses nothing to change', () => {
    expect(refusal('a', 'a', 'a')).to.contain('same');
    expect(refusal('a', '', 'b')).to.contain('empty');
    expect(refusal('a  \nb\n', 'a\nb', 'a  \nb')).to.contain('already');
  });
  it('deletes', () => {
    expect(replace('a\nb\nc\n', 'b\n', '').text).to.equal('a\nc\n');
  });
});

describe('replaceText and line ends', () => {
  it('finds LF text in a CRLF file and writes CRLF', () => {
    expect(replace('a\r\nb\r\nc\r\n', 'a\nb\n', 'a\nx\ny\n').text).to.equal('a\r\nx\r\ny\r\nc\r\n');
  });
  it('finds CRLF text in a LF file and writes LF', () => {
    expect(replace('a\nb\nc', 'b\r\nc', 'b\r\nd').text).to.equal('a\nb\nd');
  });
  it('keeps the line ends of a mixed file outside of the change', () => {
    expect(replace('a\r\nb\nc\r\nd\n', 'b\nc\nd', 'b\nC\nd').text).to.equal('a\r\nb\nC\r\nd\n');
  });
  it('does not touch a lone CR', () => {
    expect(replace('a\rb\nc\r\n', 'c', 'd').text).to.equal('a\rb\nd\r\n');
  });
  it('keeps a missing final newline, exactly and loosely', () => {
    expect(replace('a\nb', 'b', 'c').text).to.equal('a\nc');
    expect(replace('  a\n  b', 'a\nb\n', 'a\nc\n').text).to.equal('  a\n  c');
  });
  it('leaves every other byte alone at loose places', () => {
    const file = 'top \r\n\tif x: \r\n\t\ty = 1\r\n\tend\t\r\nlast';
    expect(replace(file, '  if x:\n    y = 1\n  end', '  if x:\n    y = 2\n  end').text).to.equal(file.replace('y = 1', 'y = 2'));
  });
});

describe('replaceText, tolerantly', () => {
  const python = 'class A:\n    def f(self):\n        if x:\n            return 1\n        return 2\n\n    def g(self):\n        pass\n';

  it('ignores trailing space and keeps it on lines that stay', () => {
    const done = replace('a;  \nb;\t\nc;\n', 'a;\nb;\nc;', 'a;\nB;\nc;');
    expect(done).to.deep.equal({ text: 'a;  \nB;\nc;\n', lines: [2], tolerance: 'ignoring trailing space' });
  });
  it('shifts the new text to where the file has the old', () => {
    const done = replace(python, 'if x:\n    return 1\nreturn 2', 'if x:\n    if y:\n        return 3\n    return 1\nreturn 4');
    expect(done.text).to.equal(
      'class A:\n    def f(self):\n        if x:\n            if y:\n                return 3\n            return 1\n        return 4\n\n    def g(self):\n        pass\n',
    );
  });
  it('shifts the other way', () => {
    expect(replace('if x:\n  a\n', '    if x:\n      a', '    if x:\n      b\n    else:\n      c').text).to.equal(
      'if x:\n  b\nelse:\n  c\n',
    );
  });
  it('turns spaces into the tabs of the file, deeper levels too', () => {
    expect(
      replace(
        '\tif (x) {\n\t\ta();\n\t}\n',
        '    if (x) {\n        a();\n    }',
        '    if (x) {\n        if (y) {\n            b();\n        }\n    }',
      ).text,
    ).to.equal('\tif (x) {\n\t\tif (y) {\n\t\t\tb();\n\t\t}\n\t}\n');
  });
  it('turns tabs into the spaces of the file', () => {
    expect(
      replace('  if (x) {\n    a();\n  }\n', '\tif (x) {\n\t\ta();\n\t}', '\tif (x) {\n\t\ta();\n\t\tif (y) {\n\t\t\tb();\n\t\t}\n\t}')
        .text,
    ).to.equal('  if (x) {\n    a();\n    if (y) {\n      b();\n    }\n  }\n');
  });
  it('widens two spaces to the four of the file', () => {
    expect(replace('    if x:\n        a\n', '  if x:\n    a', '  if x:\n    a\n    while y:\n      b').text).to.equal(
      '    if x:\n        a\n        while y:\n            b\n',
    );
  });
  it('refuses where the indentation would be a guess', () => {
    expect(refusal('if x:\n    a\n        b\n', ' if x:\n a\n b', ' if x:\n a\n c'))
      .to.contain('indentation')
      .and.to.contain('3\t        b');
  });
  it('ignores kinds of quotes and dashes, in whole lines and in parts', () => {
    expect(replace('say(\u201chello\u201d) \u2013 now\nother\n', 'say("hello") - now', 'say("bye")').text).to.equal('say("bye")\nother\n');
    expect(replace("x = f('a', 'b') + 1\n", 'f("a", "b")', "g('a')").text).to.equal("x = g('a') + 1\n");
  });
  it('ignores runs of spaces', () => {
    expect(replace('let  a  =   1;\n', 'let a = 1;', 'let a = 2;').text).to.equal('let a = 2;\n');
  });
  it('ignores blank lines, and keeps those between lines that stay', () => {
    expect(replace('a1\n\n\nb1\nc1\n', 'a1\nb1\nc1', 'a1\nb1\nd1').text).to.equal('a1\n\n\nb1\nd1\n');
    expect(replace('a1\nb1\nc1\n', 'a1\n\nb1\n\nc1', 'a1\n\nb1\n\nd1').text).to.equal('a1\nb1\nd1\n');
  });
  it('does not swallow a span much larger than the text', () => {
    expect(refusal(`a1\n${'\n'.repeat(30)}b1\n`, 'a1\nb1', 'c1')).to.contain('not in the file');
  });
  it('reads line numbers copied from read, escapes and entities', () => {
    expect(replace('a1\nb1\nc1\n', '2\tb1\n3\tc1', '2\tb1\n3\td1').text).to.equal('a1\nb1\nd1\n');
    expect(replace('say "hi"\nthen\n', 'say \\"hi\\"\\nthen', 'say \\"ho\\"\\nthen').text).to.equal('say "ho"\nthen\n');
    expect(replace('if (a < b && c) {\n', 'if (a &lt; b &amp;&amp; c) {', 'if (a &gt; b) {').text).to.equal('if (a > b) {\n');
  });
  it('reads characters composed otherwise, and writes them as the file does', () => {
    expect(replace('caf\u00e9\nna\u00efve\n', 'cafe\u0301', 'cre\u0301me').text).to.equal('cr\u00e9me\nna\u00efve\n');
    expect(replace('cafe\u0301\n', 'caf\u00e9', 'cr\u00e9me').text).to.equal('cre\u0301me\n');
  });
  it('finds text that begins and ends within lines', () => {
    expect(replace('\tfoo(bar,  \n\t\tbaz) + 1\n', 'foo(bar,\n    baz)', 'foo(qux,\n    baz)').text).to.equal('\tfoo(qux,\n\t\tbaz) + 1\n');
  });
  it('does not take a part of another word', () => {
    expect(refusal('const xs = prefix_value;\n', '  value', 'v')).to.contain('not in the file');
  });
  it('refuses several loose places', () => {
    expect(refusal('\tx = 1;\nfoo\n\t\tx = 1;\n', '   x = 1;', 'x = 2;')).to.match(/several places ignoring indentation: line 1, 3\./);
    expect(refusal('\tx = 1;\nfoo\n\t\tx = 1;\n', '   x = 1;', 'x = 2;', true)).to.contain('several places');
  });
  it('prefers the stricter tolerance when it is enough', () => {
    expect(replace('b;  \n\tb; \n', 'b;\n', 'c;\n')).to.deep.equal({
      text: 'c;\n\tb; \n',
      lines: [1],
      tolerance: 'ignoring trailing space',
    });
  });
  it('deletes lines found loosely', () => {
    expect(replace('a1\n\tb1\nc1\n', '    b1\n', '').text).to.equal('a1\nc1\n');
  });
  it('finds nothing loosely where the model never read the file', () => {
    expect(() => replaceText('a1 \nb1\n', { oldString: 'a1\nb1', newString: 'c' }, true)).to.throw(ToolError, 'Read it first');
  });
});

describe('replaceText that finds nothing', () => {
  it('shows the nearest lines with their numbers', () => {
    const told = refusal('one\nfunction add(a, b) {\n  return a - b;\n}\nend\n', 'function add(a, b) {\n  return a * b;\n}', 'x');
    expect(told).to.contain('2\tfunction add(a, b) {\n3\t  return a - b;\n4\t}');
  });
  it('shows a line that is only alike', () => {
    expect(refusal('alpha\nconst total = computeTotals(items);\n', 'const total = computeTotal(item);', 'x')).to.contain('2\tconst total');
  });
  it('says when the new text stands there already', () => {
    expect(refusal('a\nconst answer = 42;\n', 'const answer = 41;', 'const answer = 42;')).to.match(/already there, at line 2/);
  });
  it('says when nothing is near', () => {
    expect(refusal('alpha\n', 'zzzzzzzz', 'x')).to.contain('nor anything like it');
  });
});

describe('replaceText on 50 000 lines', () => {
  const big = Array.from({ length: 50_000 }, (_, i) => `    line ${i}: x = ${i % 7};`).join('\n');
  /** ms of processor time; far above what a linear search takes, far below what a quadratic one does */
  const BOUND = 5_000;
  function bounded(work: () => void): void {
    const start = process.cpuUsage();
    work();
    const used = process.cpuUsage(start);
    expect((used.user + used.system) / 1000).to.be.lessThan(BOUND);
  }

  it('finds a loose place', () => {
    bounded(() => expect(replace(big, 'line 40000: x = 2;\nline 40001: x = 3;', 'here').lines).to.deep.equal([40_001]));
  });
  it('refuses what is not there, in one line or in thousands', () => {
    bounded(() => refusal(big, 'line 60000: y', 'z'));
    bounded(() => refusal(big, Array.from({ length: 20_000 }, (_, i) => `line ${i}: x = ${i % 6};`).join('\n'), 'z'));
  });
  it('stays linear where every line is the same', () => {
    const same = 'x\n'.repeat(50_000);
    bounded(() => refusal(same, `${'x \n'.repeat(10_000)}y`, 'z'));
    bounded(() => refusal(same, `y\n${'x \n'.repeat(10_000)}`, 'z'));
    bounded(() => refusal(same, `  ${'x\n\n'.repeat(10_000)}`, 'z'));
  });
  it('replaces a huge part', () => {
    bounded(() =>
      expect(replace(big, `${big.slice(4)}`, big.slice(4).replace('line 25000:', 'LINE 25000:')).text).to.contain('LINE 25000:'),
    );
    bounded(() =>
      expect(replace(big.replaceAll(' =', '  ='), big, big.replace('line 25000:', 'LINE 25000:')).text).to.contain('LINE 25000:'),
    );
  });
});
