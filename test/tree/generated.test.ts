import { expect } from 'chai';
import { schemaTexts } from '../../scripts/build/schemas.ts';
import { indexText } from '../../scripts/build/write-index.ts';
import { ROOT, read } from '../support/tree.ts';

describe('generated files that are committed', () => {
  it('oclif.manifest.json is what the sources say (npm run build -- --index)', async function () {
    this.timeout(60_000);
    expect(read('oclif.manifest.json') === (await indexText(ROOT)), 'stale').to.equal(true);
  });

  it('schemas/*.schema.json are what the zod schemas say', () => {
    for (const [name, text] of Object.entries(schemaTexts())) expect(read(`schemas/${name}`) === text, name).to.equal(true);
  });
});
