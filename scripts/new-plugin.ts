import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPlugin, TEMPLATES } from './new-plugin/create.ts';

// npm run new-plugin <kind> <id>
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [kind, id, ...rest] = process.argv.slice(2);
if (kind === undefined || id === undefined || rest.length > 0) {
  console.error(`usage: npm run new-plugin <kind> <id>\nkinds: ${Object.keys(TEMPLATES).join(', ')}`);
  process.exitCode = 2;
} else {
  try {
    const { folder, files } = createPlugin(kind, id, root);
    // line lengths depend on the id
    spawnSync(process.execPath, [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'check', '--write', folder], {
      cwd: root,
      stdio: 'ignore',
    });
    console.log(
      `${folder}\n${files.map((file) => `  ${file}`).join('\n')}\n\nnpm run build puts it into the index; npm test runs its contract.`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
