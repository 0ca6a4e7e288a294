import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { providersDocText } from './build/providers-doc.ts';
import { schemaTexts } from './build/schemas.ts';
import { indexText } from './build/write-index.ts';

// npm run check: types, lint and format, generated files
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
let failed = false;

function tool(name: string, path: string, args: string[]): void {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', path), ...args], { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  failed ||= status !== 0;
}

function fresh(file: string, text: string): void {
  let committed = '';
  try {
    committed = readFileSync(join(root, file), 'utf8');
  } catch {
    committed = '';
  }
  const same = committed === text;
  console.log(`${same ? 'ok    ' : 'STALE '} ${file}${same ? '' : ' (npm run build -- --index)'}`);
  failed ||= !same;
}

tool('types', 'typescript/bin/tsc', []);
tool('lint and format', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings']);
fresh('oclif.manifest.json', await indexText(root));
fresh('docs/providers.md', providersDocText(root));
for (const [name, text] of Object.entries(schemaTexts())) fresh(`schemas/${name}`, text);
process.exitCode = failed ? 1 : 0;
