// Runs a TypeScript script of the project on its sources: node scripts/run.mjs scripts/build.ts [args]
import { spawnSync } from 'node:child_process';

const { status, signal } = spawnSync(process.execPath, ['--import', 'tsx', '--conditions=source', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exitCode = signal ? 1 : (status ?? 1);
