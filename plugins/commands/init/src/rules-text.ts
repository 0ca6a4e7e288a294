import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ProjectIndex, ProjectManifest } from '@ock/kernel';

/** what tells which program manages packages, nearest truth first; its command to install, and before the name of a script */
const MANAGERS: readonly [file: string, install: string, run: string][] = [
  ['pnpm-lock.yaml', 'pnpm install', 'pnpm run'],
  ['yarn.lock', 'yarn install', 'yarn run'],
  ['bun.lock', 'bun install', 'bun run'],
  ['bun.lockb', 'bun install', 'bun run'],
  ['package-lock.json', 'npm ci', 'npm run'],
  ['package.json', 'npm install', 'npm run'],
];
const INSTALLS: readonly [file: string, install: string][] = [
  ['uv.lock', 'uv sync'],
  ['poetry.lock', 'poetry install'],
  ['requirements.txt', 'pip install -r requirements.txt'],
  ['Gemfile.lock', 'bundle install'],
  ['composer.lock', 'composer install'],
];
/** by what is in a project, where no script says it */
const OF_KIND: Readonly<Record<string, readonly [what: string, command: string][]>> = {
  cargo: [
    ['build', 'cargo build'],
    ['lint', 'cargo clippy'],
  ],
  go: [
    ['build', 'go build ./...'],
    ['lint', 'go vet ./...'],
  ],
};
/** scripts that agents need, in the order they are told */
const TOLD = /^(build|compile|dev|start|test|check|lint|format|fmt|typecheck|types|e2e|ci)\b/;
/** what the project calls things is text of others: only plain names are taken over */
const PLAIN = /^[\w.@][\w:.@/+ -]{0,100}$/;
const MAX_SCRIPTS = 16;
const MAX_FOLDERS = 12;

/** AGENTS.md as the project itself tells it: no more than what stands there. @param index of the project's folder */
export function rulesText(index: ProjectIndex): string {
  const { root, manifests, languages, folders, tests, ci, docs } = index;
  const own = manifests.filter(({ path }) => dirname(path) === '.');
  const name = own.map((manifest) => manifest.name).find((text) => text && PLAIN.test(text)) ?? basename(root);
  const paragraphs = [
    `# ${name}`,
    languages.length > 0
      ? `Written in ${languages
          .slice(0, 4)
          .map(({ name: language }) => language)
          .join(', ')}.`
      : '',
    section('Commands', commands(index, own)),
    section(
      'Layout',
      folders
        .filter(({ path }) => PLAIN.test(path))
        .slice(0, MAX_FOLDERS)
        .map(({ path, files, folders: below }) => `\`${path}/\`: ${files} ${files === 1 ? 'file' : 'files'}${within(path, below)}`),
    ),
    section('Tests', testLines(tests)),
    section('Also here', [
      ...some('CI', ci),
      ...some(
        'Documentation',
        docs.filter((path) => !/(^|\/)(AGENTS|CLAUDE)\.md$/.test(path)),
      ),
    ]),
  ];
  return `${paragraphs.filter((text) => text !== '').join('\n\n')}\n`;
}

function commands({ root, tests }: ProjectIndex, own: readonly ProjectManifest[]): string[] {
  const stands = (file: string) => existsSync(join(root, file));
  const manager = MANAGERS.find(([file]) => stands(file));
  const install = [...(manager ? [manager[1]] : []), ...INSTALLS.filter(([file]) => stands(file)).map(([, command]) => command)];
  const lines = install.map((command) => `Install: \`${command}\``);
  const seen = new Set<string>();
  const add = (what: string, command: string) => {
    if (seen.has(command)) return;
    seen.add(command);
    lines.push(`${what}: \`${command}\``);
  };
  for (const { kind, scripts = {} } of own) {
    const prefix = kind === 'npm' ? (manager?.[2] ?? 'npm run') : kind === 'make' ? 'make' : undefined;
    const named = prefix === undefined ? [] : Object.keys(scripts).filter((script) => PLAIN.test(script) && TOLD.test(script));
    for (const script of named.slice(0, MAX_SCRIPTS)) add(capital(script), `${prefix} ${script}`);
    for (const [what, command] of OF_KIND[kind] ?? []) add(capital(what), command);
  }
  for (const command of tests.commands) if (PLAIN.test(command) && !isKnown(command, seen)) add('Test', command);
  return lines;
}

/** `npm test` is `npm run test`. */
function isKnown(command: string, seen: ReadonlySet<string>): boolean {
  return seen.has(command) || seen.has(command.replace(/^(\w+) (test|start)$/, '$1 run $2'));
}

function testLines({ files, folders }: ProjectIndex['tests']): string[] {
  if (files === 0) return [];
  const places = folders
    .map(({ path }) => path)
    .filter((path) => PLAIN.test(path))
    .slice(0, 6);
  return [
    `${files} ${files === 1 ? 'file' : 'files'} with tests${places.length > 0 ? `, most of them in ${places.map((path) => `\`${path}/\``).join(', ')}` : ''}`,
  ];
}

function within(path: string, below: readonly { path: string }[]): string {
  const names = below
    .map(({ path: inner }) => inner.slice(path.length + 1))
    .filter((inner) => PLAIN.test(inner))
    .slice(0, 8);
  return names.length > 0 ? ` (${names.join(', ')})` : '';
}

function some(what: string, paths: readonly string[]): string[] {
  const plain = paths.filter((path) => PLAIN.test(path)).slice(0, 8);
  return plain.length > 0 ? [`${what}: ${plain.map((path) => `\`${path}\``).join(', ')}`] : [];
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
