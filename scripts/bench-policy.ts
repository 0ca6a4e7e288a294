/**
 * What judging a shell command costs: CPU time of this process, best of several rounds, in a git repository of 40 files.
 * Run by hand: `node --import tsx --conditions=source scripts/bench-policy.ts [rounds]`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decide } from '../plugins/policies/rules/src/decide.ts';
import { readSettings } from '../plugins/policies/rules/src/settings.ts';
import { permissionRequest } from '../test/contracts/policy.ts';
import { policyKernel } from '../test/support/policy-kernel.ts';

const ROUNDS = Number(process.argv[2] ?? 7);
/** judgements in a row: the clock of CPU time is coarse */
const BATCH = 20;
const COMMANDS: [label: string, command: string][] = [
  ['ls -la', 'ls -la'],
  ['npm test', 'npm test'],
  ['git status && npm test | tail', 'git status && npm test | tail'],
  ['cat src/*.ts | wc -l', 'cat src/*.ts | wc -l'],
  ['grep -rn word src', 'grep -rn word src'],
  ['node -e, 2,000 characters', `node -e "${'console.log(1); '.repeat(125)}"`],
  ['a here-document, 10,000 characters', `cat > src/new.ts <<'EOF'\n${'const a = 1; // some text\n'.repeat(400)}EOF`],
  ['90,000 characters of words', `echo ${'word '.repeat(18_000)}`],
  ['90,000 characters in quotes', `echo '${'word '.repeat(18_000)}'`],
  ['90,000 characters of commands', 'ls a; '.repeat(15_000)],
  ['400 commands', 'npm test && ls src && git status\n'.repeat(133)],
];

const root = realpathSync(mkdtempSync(join(tmpdir(), 'ock-policy-')));
try {
  const workspace = join(root, 'work');
  mkdirSync(join(workspace, 'src'), { recursive: true });
  for (let at = 0; at < 40; at++) writeFileSync(join(workspace, 'src', `file${at}.ts`), 'export const a = 1;\n');
  writeFileSync(join(workspace, 'package.json'), JSON.stringify({ scripts: { test: 'mocha && rm -rf out' } }));
  execFileSync('git', ['init', '-q'], { cwd: workspace });
  const settings = readSettings(policyKernel({ permissions: { deny: ['bash(git push*)', 'read(secrets/**)'] } }));
  for (const [label, command] of COMMANDS) {
    const request = permissionRequest({
      tool: { id: 'bash', permission: 'exec', readOnly: false },
      subjects: [{ action: 'exec', command, cwd: workspace }],
      cwd: workspace,
      workspace,
    });
    const first = process.cpuUsage();
    const { effect } = await decide(request, settings);
    const firstMs = spent(first);
    let best = Number.POSITIVE_INFINITY;
    const batch = command.length > 5_000 ? 1 : BATCH;
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      for (let at = 0; at < batch; at++) await decide(request, settings);
      best = Math.min(best, spent(before) / batch);
    }
    console.log(
      `${label.padEnd(40)} ${effect.padEnd(6)} first ${firstMs.toFixed(2).padStart(8)} ms   best ${best.toFixed(3).padStart(8)} ms`,
    );
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

function spent(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
