import { expect } from 'chai';
import { readBundledPlugins } from '../../../../kernel/src/index/build-index.ts';
import { ROOT, read } from '../../../../test/support/tree.ts';

describe('docs/slash-commands.md', () => {
  it('names every slash command of a plugin', () => {
    const docs = `${read('docs/slash-commands.md')}\n${read('docs/repl.md')}`;
    const ids = readBundledPlugins(ROOT).flatMap(({ manifest }) => manifest.contributes.slash ?? []);
    expect(ids).not.to.deep.equal([]);
    expect(ids.filter(({ id, hidden }) => !hidden && !docs.includes(`\`/${id}`)).map(({ id }) => id)).to.deep.equal([]);
  });
});
