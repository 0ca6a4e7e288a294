import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileVersion, findRipgrep, type Tool } from '@ock/kernel';
import { runToolOnce } from '../kernel/src/turn/tools/run-tool-once.ts';
import { turnLab } from '../kernel/test/support/turn-lab.ts';
import { activatePlugin } from '../test/support/plugin-context.ts';
import { testToolContext } from '../test/support/tool-context.ts';

/**
 * What tools cost: `node --import tsx --conditions=source scripts/bench-tools.ts`. The best of several rounds, each way in turn,
 * after a first one that does not count: other work on the machine makes the others longer.
 * Needs 2 GB in the folder for temporary files.
 */
const FILES = 30_000;
const ROUNDS = 12;
const root = mkdtempSync(join(tmpdir(), 'ock-bench-'));

/** @returns the best times in ms, in the order of the ways */
async function race(ways: Record<string, () => unknown>): Promise<Record<string, number>> {
  const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const begin = performance.now();
      await way();
      if (round > 0) times.get(name)?.push(performance.now() - begin);
    }
  }
  return Object.fromEntries([...times].map(([name, list]) => [name, Math.min(...list)]));
}

function tell(what: string, times: Record<string, number>): void {
  console.log(
    `${what}: ${Object.entries(times)
      .map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`)
      .join(', ')}`,
  );
}

async function tool(id: string, cwd: string): Promise<(input: object) => Promise<string>> {
  const { registered } = await activatePlugin(new URL(`../plugins/tools/${id}/`, import.meta.url));
  const ctx = await testToolContext({ cwd });
  const found = registered.get(`tool:${id}`) as Tool<object>;
  return async (input) => {
    ctx.session.files.seen(String((input as { filePath?: string }).filePath), '');
    return (await found.run(input, ctx)).text;
  };
}

function makeTree(): string {
  const tree = join(root, 'tree');
  for (let i = 0; i < FILES; i++) {
    const folder = join(tree, `part${i % 30}`, `group${i % 300}`);
    if (i < 300) mkdirSync(folder, { recursive: true });
    const lines = Array.from({ length: 30 }, (_line, n) => `export const value${n} = compute(${i}, ${n}); // some words of text`);
    if (i % 1000 === 0) lines.push('const needle = findTheNeedle();');
    writeFileSync(join(folder, `file${i}.${i % 3 === 0 ? 'ts' : 'js'}`), `${lines.join('\n')}\n`);
  }
  return tree;
}

async function search(): Promise<void> {
  const tree = makeTree();
  const rg = findRipgrep() ?? 'rg';
  const plain =
    (...args: string[]) =>
    () =>
      spawnSync(rg, ['--no-config', '--hidden', ...args], { cwd: tree, maxBuffer: 1e9 });
  // `-g` comes before .gitignore: only a file of rules that is asked after it lists what the tool lists
  const only = (pattern: string): string => {
    const file = join(root, `only-${pattern.replace(/\W/g, '_')}`);
    writeFileSync(file, `*\n!*/\n!${pattern}\n.git\n`);
    return file;
  };
  const grep = await tool('grep', tree);
  const glob = await tool('glob', tree);
  for (const pattern of ['findTheNeedle', 'value2\\d = compute\\(29999', 'no such text', 'compute'])
    tell(
      `grep ${pattern}`,
      await race({
        ripgrep: plain('-n', pattern, '.'),
        'ripgrep, sorted': plain('-n', '--sort', 'path', pattern, '.'),
        ours: () => grep({ pattern }),
      }),
    );
  for (const pattern of ['*.ts', '**/group7/*.js', '**/*'])
    tell(
      `glob ${pattern}`,
      await race({
        'ripgrep -g, which lists ignored files too': plain('--files', '--sortr', 'modified', '-g', pattern),
        'ripgrep, the same files newest first': plain('--files', '--sortr', 'modified', '--no-require-git', '--ignore-file', only(pattern)),
        ours: () => glob({ pattern }),
      }),
    );
}

async function read(): Promise<void> {
  const filePath = join(root, 'large.txt');
  const file = openSync(filePath, 'w');
  const block = Buffer.from(Array.from({ length: 10_000 }, (_line, n) => `line ${n} 12345678\n`).join(''));
  let bytes = 0;
  while (bytes < 1e9) bytes += writeSync(file, block);
  const run = await tool('read', root);
  const from = (offset: number) => () => run({ filePath, offset, limit: 2_000 });
  await from(1)();
  const before = process.memoryUsage();
  tell(
    'read of a 1 GB file, 2,000 lines',
    await race({ 'from 1': from(1), 'from 10,000': from(10_000), 'from 1,000,000': from(1_000_000) }),
  );
  const after = process.memoryUsage();
  console.log(
    `  memory: rss ${((after.rss - before.rss) / 1e6).toFixed(0)} MB more, buffers ${((after.arrayBuffers - before.arrayBuffers) / 1e6).toFixed(1)} MB more`,
  );
  const begin = performance.now();
  await from(Math.floor(bytes / 20) - 2_000)();
  console.log(`  from the last lines: ${(performance.now() - begin).toFixed(0)} ms`);
}

/** Beyond 8 MB only exact places are looked for. */
async function edit(): Promise<void> {
  const { registered } = await activatePlugin(new URL('../plugins/tools/edit/', import.meta.url));
  const ctx = await testToolContext({ cwd: root });
  const found = registered.get('tool:edit') as Tool<object>;
  const line = (n: number) => `  const value${n} = compute(${n}, 'some words of text');\n`;
  for (const [megabytes, indent] of [
    [10, '  '],
    [8, '\t'],
  ] as const) {
    const filePath = join(root, `${megabytes}.ts`);
    const count = (megabytes * 1_000_000) / line(100_000).length;
    writeFileSync(filePath, Array.from({ length: count }, (_line, n) => line(n)).join(''));
    let n = 0;
    const change = async (): Promise<void> => {
      const at = Math.floor(count / 2) + n++;
      ctx.session.files.seen(filePath, (await fileVersion(filePath)) ?? '');
      await found.run({ filePath, oldString: indent + line(at).trim(), newString: `${indent}const changed${at} = 1;` }, ctx);
    };
    tell(`edit in ${megabytes} MB${indent === '\t' ? ', other indentation' : ''}`, await race({ ours: change }));
  }
}

async function overhead(): Promise<void> {
  let inside = 0;
  const lab = turnLab(() => [], {
    tools: {
      look: {
        parameters: { type: 'object', properties: { filePath: { type: 'string' } }, required: ['filePath'] },
        run: async () => {
          const begin = performance.now();
          const text = 'a line of text\n'.repeat(1_000);
          inside = performance.now() - begin;
          return { text };
        },
      },
    },
  });
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const begin = performance.now();
    await runToolOnce(lab.kernel, { tool: 'look', input: { file_path: 'a' } });
    times.push(performance.now() - begin - inside);
  }
  times.sort((a, b) => a - b);
  console.log(
    `a call of a tool, beyond its own work: median ${times[100]?.toFixed(2)} ms, 99 of 100 below ${times[198]?.toFixed(2)} ms, first ${times.at(-1)?.toFixed(1)} ms`,
  );
  await lab.close();
}

try {
  await overhead();
  await edit();
  await read();
  await search();
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.exit();
