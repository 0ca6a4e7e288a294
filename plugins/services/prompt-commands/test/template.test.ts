import { expect } from 'chai';
import { fillTemplate } from '../src/template.ts';
import { wordsOf } from '../src/words.ts';

const text = (body: string, rest = '') =>
  fillTemplate(body, rest)
    .map((piece) => ('text' in piece ? piece.text : `[${(piece.input as { command: string }).command}]`))
    .join('');

describe('the prompt of a command', () => {
  it('takes arguments, as a whole and one by one', () => {
    expect(text('Fix $1 in $2: $ARGUMENTS. $3', 'bug "a file.ts"')).to.equal('Fix bug in a file.ts: bug "a file.ts". ');
    expect(text('costs $15 and $ARGUMENTSX', 'x')).to.equal('costs $15 and $ARGUMENTSX\n\nArguments: x');
  });

  it('has what it has no place for behind it', () => {
    expect(text('Deploy.', 'now')).to.equal('Deploy.\n\nArguments: now');
    expect(text('Deploy.')).to.equal('Deploy.');
  });

  it('runs what stands behind !, but not in fences, nor in words', () => {
    expect(text('State: !`git status`\n!`ls`')).to.equal('State: [git status]\n[ls]');
    expect(text('wow!`ls`\n```\n!`rm x`\n```\n')).to.equal('wow!`ls`\n```\n!`rm x`\n```\n');
  });

  it('never makes a command of an argument', () => {
    expect(text('do $ARGUMENTS', '!`rm -rf x`')).to.equal('do !`rm -rf x`');
    expect(text('!`git show $1`', '"; rm -rf x"')).to.equal("[git show '; rm -rf x']");
    expect(text('!`git log "--grep=$1"`', '"a $(id) b"')).to.equal(`[git log "--grep="'a $(id) b'""]`);
    expect(text("!`echo '$1'`", `"it's"`)).to.equal(`[echo 'it'\\''s']`);
    expect(text('!`git show $ARGUMENTS`', 'HEAD~1 src/a.ts')).to.equal("[git show 'HEAD~1' src/a.ts]");
    expect(text('!`git show $1`')).to.equal('[git show ]');
  });

  it('splits arguments at blanks outside of quotes', () => {
    expect(wordsOf(`a "b c" 'd e' f"g h"i "\\"q\\""`)).to.deep.equal(['a', 'b c', 'd e', 'fg hi', '"q"']);
  });
});
