import { type Ask, ask, type Call } from './intent.ts';
import { plainText } from './results/lines.ts';

export interface Scripts {
  names: Set<string>;
  test?: string;
  manager: 'npm' | 'pnpm' | 'yarn' | 'bun';
}

/** Reads package.json through the read tool. @returns undefined when there is none */
export function* packageScripts(): Generator<Ask, Scripts | undefined, Call[]> {
  const call = yield* ask('read', { filePath: 'package.json' });
  if (call.isError) return undefined;
  const text = plainText(call.output);
  try {
    const { scripts = {}, packageManager = '' } = JSON.parse(text) as { scripts?: Record<string, string>; packageManager?: string };
    return make(scripts, packageManager);
  } catch {
    // shortened by the tool, or not JSON: what can be seen of it counts
    const block = /"scripts"\s*:\s*\{([^}]*)\}/.exec(text)?.[1] ?? '';
    const pairs = [...block.matchAll(/"([^"]+)"\s*:\s*"((?:\\.|[^"\\])*)"/g)].map(([, name = '', value = '']) => [name, value]);
    return make(Object.fromEntries(pairs), /"packageManager"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? '');
  }
}

function make(scripts: Record<string, string>, packageManager: string): Scripts {
  const manager = (['pnpm', 'yarn', 'bun'] as const).find((name) => packageManager.startsWith(`${name}@`)) ?? 'npm';
  const real = typeof scripts.test === 'string' && !/no test specified/.test(scripts.test) ? scripts.test : undefined;
  return { names: new Set(Object.keys(scripts)), manager, ...(real === undefined ? {} : { test: real }) };
}

/** How projects of other kinds run their tests, by the file that marks them, in the order they are looked for. */
const RUNNERS: readonly { marks: RegExp; command: string; why: string }[] = [
  {
    marks: /^(?:pytest\.ini|pyproject\.toml|tox\.ini|setup\.cfg|setup\.py|conftest\.py|requirements(?:-dev)?\.txt)$/,
    command: 'pytest',
    why: 'a Python project',
  },
  { marks: /^Cargo\.toml$/, command: 'cargo test', why: 'Cargo.toml' },
  { marks: /^go\.mod$/, command: 'go test ./...', why: 'go.mod' },
  { marks: /^deno\.jsonc?$/, command: 'deno test', why: 'deno.json' },
  { marks: /^pom\.xml$/, command: 'mvn test', why: 'pom.xml' },
  { marks: /^gradlew$/, command: './gradlew test', why: 'gradlew' },
  { marks: /^mix\.exs$/, command: 'mix test', why: 'mix.exs' },
  { marks: /^(?:GNUm|M|m)akefile$/, command: 'make test', why: 'the Makefile' },
  { marks: /^test_\w+\.py$/, command: 'pytest', why: 'Python test files' },
];

/** Finds out how the project's tests are run, by reading and listing. @returns undefined when nothing tells */
export function* findTestCommand(): Generator<Ask, { command: string; why: string } | undefined, Call[]> {
  const scripts = yield* packageScripts();
  if (scripts?.test !== undefined) return { command: `${scripts.manager} test`, why: 'package.json' };
  const list = yield* ask('ls', {});
  if (list.isError) return undefined;
  const names = topNames(list.output);
  for (const runner of RUNNERS) {
    const mark = names.find((name) => runner.marks.test(name));
    if (mark === undefined) continue;
    if (runner.command !== 'make test') return runner;
    const makefile = yield* ask('read', { filePath: mark });
    if (/^test\s*:/m.test(plainText(makefile.output))) return runner;
  }
  return names.some((name) => /^tests?\/?$/.test(name)) && names.some((name) => name.endsWith('.py'))
    ? { command: 'pytest', why: 'a tests folder and Python files' }
    : undefined;
}

/** The entries of the folder itself in a listing that may be a tree. */
function topNames(output: string): string[] {
  const rows = output.split('\n').flatMap((line) => {
    const found = /^([\s│├└─|`+-]*)(\S.*?)\s*$/.exec(line.replace(/^- /, ''));
    return found ? [{ depth: (found[1] ?? '').length, name: (found[2] ?? '').replace(/\s{2,}.*$/, '') }] : [];
  });
  const entries = rows.filter((row) => !/^[/(]|^\.\/?$/.test(row.name));
  const top = Math.min(...entries.map((row) => row.depth));
  return entries.filter((row) => row.depth === top).map((row) => row.name.replace(/\/$/, ''));
}
