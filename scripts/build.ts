import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gatherMessages, type ShippedIndex } from '@ock/kernel/build';
import { bundle, productVersion } from './build/bundle.ts';
import { providersDocText } from './build/providers-doc.ts';
import { schemaTexts } from './build/schemas.ts';
import { toolsDocText } from './build/tools-doc.ts';
import { indexText } from './build/write-index.ts';

// npm run build            generated files that are committed, then dist/
// npm run build -- --index generated files only
// npm run build -- --dist  dist/ only, from the committed index: what npm start and npm test do, so that a stale index is seen and not mended
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const begin = performance.now();

function write(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const only = process.argv.find((arg) => arg === '--index' || arg === '--dist');
const indexFile = join(root, 'oclif.manifest.json');
if (only !== '--dist') {
  for (const [name, text] of Object.entries(schemaTexts())) write(join(root, 'schemas', name), text);
  write(join(root, 'docs/providers.md'), providersDocText(root));
  const index = await indexText(root);
  write(join(root, 'docs/tools.md'), toolsDocText(root, index));
  write(indexFile, index);
}
if (only !== '--index') {
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await bundle(root, JSON.parse(readFileSync(indexFile, 'utf8')) as ShippedIndex);
  write(join(dist, 'messages.json'), JSON.stringify(gatherMessages(root)));
  write(join(dist, 'version.txt'), `opencode/${productVersion(root)}\n`);
}
console.log(`built in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
