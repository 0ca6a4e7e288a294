import { expect } from 'chai';
import { providersDocText } from '../../scripts/build/providers-doc.ts';
import { schemaTexts } from '../../scripts/build/schemas.ts';
import { toolsDocText } from '../../scripts/build/tools-doc.ts';
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

  it('docs/tools.md has a chapter on each tool, as the manifests and schemas say (npm run build -- --index)', async function () {
    this.timeout(60_000);
    const index = await indexText(ROOT);
    const text = toolsDocText(ROOT, index);
    expect(read('docs/tools.md') === text, 'stale').to.equal(true);
    const { plugins } = JSON.parse(index) as { plugins: { manifest: { contributes: { tool?: { id: string }[] } } }[] };
    for (const { id } of plugins.flatMap(({ manifest }) => manifest.contributes.tool ?? [])) expect(text).to.include(`\n### ${id}\n`);
  });

  it('schemas/*.schema.json are what the zod schemas say', () => {
    for (const [name, text] of Object.entries(schemaTexts())) expect(read(`schemas/${name}`) === text, name).to.equal(true);
  });
});
