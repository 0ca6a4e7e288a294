import { expect } from 'chai';
import { providersDocText } from '../../scripts/build/providers-doc.ts';
import { schemaTexts } from '../../scripts/build/schemas.ts';
import { indexText } from '../../scripts/build/write-index.ts';
import { providersOfTree } from '../support/providers.ts';
import { ROOT, read } from '../support/tree.ts';

describe('generated files that are committed', () => {
  it('oclif.manifest.json is what the sources say (npm run build -- --index)', async function () {
    this.timeout(60_000);
    expect(read('oclif.manifest.json') === (await indexText(ROOT)), 'stale').to.equal(true);
  });

  it('docs/providers.md has the table that the manifests make (npm run build -- --index)', () => {
    const text = providersDocText(ROOT);
    expect(read('docs/providers.md') === text, 'stale').to.equal(true);
    for (const { id } of providersOfTree()) expect(text).to.include(`| \`${id}\` `);
  });

  it('schemas/*.schema.json are what the zod schemas say', () => {
    for (const [name, text] of Object.entries(schemaTexts())) expect(read(`schemas/${name}`) === text, name).to.equal(true);
  });
});
