import type { ProjectIndex } from '@ock/kernel';
import { english, type IndexWord, type IndexWords } from './index-words.ts';

export interface Section {
  name: IndexWord;
  lines: string[];
}

/** lines of a section that are shown without a query */
const MAX_LINES = 14;
const MAX_BYTES = 6_000;
/** characters of one line */
const MAX_LINE = 220;

/** The index as sections of lines, each line true by itself. */
export function sections(index: ProjectIndex, say: IndexWords = english): Section[] {
  const { files, complete, languages, folders, manifests, entry_points, tests, ci, config, docs, git } = index;
  const counted = say(complete ? 'files' : 'files_some', { count: files, noun: files === 1 ? 'file' : 'files' });
  const most = languages.slice(0, 10).map(({ name, files: own }) => `${name} ${own}`);
  return [
    { name: 'languages', lines: [`${counted}${most.length > 0 ? `: ${most.join(', ')}` : ''}`] },
    {
      name: 'git',
      lines: git
        ? [
            say('commit', {
              branch: git.branch ? say('branch', { branch: git.branch }) : '',
              commit: git.commit,
              date: git.date.slice(0, 10),
              subject: git.subject,
            }),
          ]
        : [],
    },
    {
      name: 'folders',
      lines: folders.map(({ path, files: own, folders: below }) => {
        const inner = below.slice(0, 6).map((one) => `${one.path.slice(path.length + 1)} ${one.files}`);
        return `${path}/ ${own}${inner.length > 0 ? `: ${inner.join(', ')}${below.length > 6 ? ', …' : ''}` : ''}`;
      }),
    },
    { name: 'manifests', lines: manifestLines(manifests, say) },
    { name: 'entry_points', lines: entry_points.map(({ path, why }) => `${path} (${why})`) },
    {
      name: 'tests',
      lines: [
        ...(tests.commands.length > 0 ? [say('run', { commands: tests.commands.join(' | ') })] : []),
        ...(tests.files > 0
          ? [say('test_files', { count: tests.files, folders: tests.folders.map(({ path, files: own }) => `${path} ${own}`).join(', ') })]
          : []),
      ],
    },
    { name: 'ci', lines: ci },
    { name: 'config', lines: listed(config) },
    { name: 'docs', lines: listed(docs) },
  ];
}

/** Without words everything, shortened; with words the lines that have them, and whole sections that are called so. */
export function indexText(index: ProjectIndex, words: readonly string[], found: readonly string[], say: IndexWords = english): string {
  const has = (text: string) => words.some((word) => text.toLowerCase().includes(word));
  const parts = sections(index, say)
    .map(({ name, lines }) => ({ name, lines: words.length === 0 || has(say(name)) || has(english(name)) ? lines : lines.filter(has) }))
    .concat(found.length > 0 ? [{ name: 'found' as const, lines: [...found] }] : [])
    .filter(({ lines }) => lines.length > 0)
    .map(({ name, lines }) => {
      const shown = lines.slice(0, words.length > 0 ? MAX_LINES * 3 : MAX_LINES).map(clean);
      const more = lines.length > shown.length ? [say('more', { count: lines.length - shown.length })] : [];
      return `${say(name)}\n${[...shown, ...more].map((line) => `  ${line}`).join('\n')}`;
    });
  const text = parts.join('\n');
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  const cut = Buffer.from(text).subarray(0, MAX_BYTES).toString('utf8');
  return `${cut.slice(0, cut.lastIndexOf('\n'))}\n${say('cut')}`;
}

/** Those with something to run, or at the top, a line each and one for each script; the others by name only. */
function manifestLines(manifests: ProjectIndex['manifests'], say: IndexWords): string[] {
  const telling = manifests.filter(({ path, scripts, workspaces }) => scripts || workspaces || !path.includes('/'));
  const others = manifests.filter((manifest) => !telling.includes(manifest));
  return [
    ...telling.flatMap(({ path, kind, name, version, scripts, workspaces }) => {
      const called = [name, version].filter(Boolean).join(' ');
      const head = `${path} [${kind}]${called ? ` ${called}` : ''}${workspaces ? say('packages', { packages: workspaces.join(' ') }) : ''}`;
      if (scripts && (kind === 'make' || kind === 'just')) return [`${head}: ${Object.keys(scripts).join(' ')}`];
      return [head, ...Object.entries(scripts ?? {}).map(([script, command]) => `${path} ${script}: ${command}`)];
    }),
    ...listed(others.map(({ path, name }) => (name ? `${path} (${name})` : path))),
  ];
}

/** Several short paths on one line. */
function listed(paths: readonly string[]): string[] {
  const lines: string[] = [];
  for (const path of paths) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + path.length < 110) lines[lines.length - 1] = `${last}, ${path}`;
    else lines.push(path);
  }
  return lines;
}

/** Names come from the disk: no control characters, no endless lines. */
function clean(line: string): string {
  const plain = line.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
  return plain.length > MAX_LINE ? `${plain.slice(0, MAX_LINE)}…` : plain;
}
