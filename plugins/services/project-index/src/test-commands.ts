import type { ReadManifest } from './read-manifest.ts';
import type { SortedFiles } from './sort-files.ts';

const MANAGERS: [lock: string, command: string][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun run'],
  ['bun.lockb', 'bun run'],
];
const PYTHON: [lock: string, prefix: string][] = [
  ['uv.lock', 'uv run '],
  ['poetry.lock', 'poetry run '],
  ['pdm.lock', 'pdm run '],
];

/** How the tests are run, by what the manifests of the highest folder say that has any, and which languages have test files. */
export function testCommands(manifests: readonly ReadManifest[], { locks, tests, config, languages }: SortedFiles): string[] {
  const folder = folderOf(manifests[0]);
  const top = manifests.filter((manifest) => folderOf(manifest) === folder);
  const commands: string[] = [];
  const at = (kind: string) => top.filter((manifest) => manifest.kind === kind);
  const manager = MANAGERS.find(([lock]) => locks.includes(lock))?.[1] ?? 'npm';
  for (const { scripts = {} } of at('npm'))
    for (const name of Object.keys(scripts)
      .filter((script) => /^test(:|$)/.test(script))
      .slice(0, 6))
      commands.push(name === 'test' && manager !== 'bun run' ? `${manager} test` : `${manager === 'npm' ? 'npm run' : manager} ${name}`);
  if (at('deno').length > 0) commands.push('deno test');
  for (const { kind, scripts = {} } of top)
    for (const name of ['test', 'check'])
      if ((kind === 'make' || kind === 'just') && scripts[name] !== undefined) commands.push(scripts[name]);
  const prefix = PYTHON.find(([lock]) => locks.includes(lock))?.[1] ?? '';
  const usesPytest = at('python').some(({ text }) => /pytest/.test(text)) || config.includes('pytest.ini');
  if (usesPytest) commands.push(`${prefix}pytest`);
  else if (at('python').length > 0 && languages.has('Python') && tests.size > 0) commands.push(`${prefix}python -m unittest`);
  if (config.includes('tox.ini')) commands.push('tox');
  if (at('go').length > 0) commands.push('go test ./...');
  if (at('cargo').length > 0) commands.push('cargo test');
  if (at('maven').length > 0) commands.push('mvn test');
  if (at('gradle').length > 0) commands.push('gradle test');
  if (at('mix').length > 0) commands.push('mix test');
  if (at('dart').length > 0) commands.push('dart test');
  if (at('swift').length > 0) commands.push('swift test');
  if (at('dotnet').length > 0) commands.push('dotnet test');
  if (at('zig').length > 0) commands.push('zig build test');
  if (at('cmake').some(({ text }) => /enable_testing|add_test/.test(text))) commands.push('ctest');
  for (const { scripts = {} } of at('composer')) if (scripts.test !== undefined) commands.push('composer test');
  if (at('ruby').some(({ text }) => /rspec/.test(text))) commands.push('bundle exec rspec');
  return [...new Set(commands)].map((command) => (folder === '' ? command : `cd ${folder} && ${command}`));
}

function folderOf(manifest: ReadManifest | undefined): string {
  return manifest ? manifest.path.slice(0, Math.max(0, manifest.path.lastIndexOf('/'))) : '';
}
