import { archivePaths } from './archive-lists.ts';
import { expandGlobs } from './expand-globs.ts';
import { gitPaths } from './git-readers.ts';
import { withoutExecs, xargsOptions } from './handed.ts';
import { READERS, type Reader, TEXTS } from './readers.ts';
import type { ShellCommand } from './shell.ts';
import { isTestOfVariable } from './test-words.ts';
import { knownWord, type ShellWord } from './words.ts';

/** What a reading command reads, as written. */
export interface Reading {
  /** to be judged by themselves */
  readonly paths: readonly string[];
  /** folders of which everything below is read */
  readonly trees: readonly string[];
  /** a folder of whose repository everything is read that git knows */
  readonly tracked?: string;
  /** the files that another program hands in are read; folders among them with all that is below */
  readonly handed?: 'files' | 'trees';
}

/** stands for a file that is handed in: no option, and in no text of a program */
const HANDED = './…';
/** Programs that take every word for a text, options as well. */
const PRINTS = /^(echo|true|:|basename|dirname|seq|sleep|which|exit|return|factor|expr)$/;
/** stands for a text that nobody knows */
const TEXT = knownWord('…');

const VERSIONS =
  /^(node|npm|npx|pnpm|yarn|bun|deno|python3?|pip3?|go|cargo|rustc|rustup|ruby|gem|perl|php|java|javac|mvn|gradle|dotnet|docker|kubectl|git|gcc|g\+\+|clang|make|cmake|tsc|eslint|prettier|biome|jest|vitest|mocha|jq|rg|fd|tar|zip|curl|wget|ssh|bash|zsh|sh|vim|nvim|tmux|gh|terraform|aws|gcloud|uv|poetry|ruff|mypy|black|swift|kotlin|scala|lua|julia|R|psql|sqlite3|redis-cli|openssl)$/;
const MORE: Readonly<Record<string, RegExp>> = {
  npm: /^(ls|list|root|prefix|bin|explain|why)( -g| --global| --depth[= ]\d+| --all| --json| --long| -l| [\w@][\w@./-]*)*$/,
  pnpm: /^(ls|list|root|why)( -g| --depth[= ]\d+| --json| -r| [\w@][\w@./-]*)*$/,
  yarn: /^(list|why)( --depth[= ]\d+| [\w@][\w@./-]*)*$/,
  go: /^(version|env( [A-Z]+)*|list( \.\/\.\.\.| \.)?)$/,
  rustup: /^(show|toolchain list|target list)$/,
  java: /^-version$/,
  pip: /^(list|freeze|show [\w.-]+)$/,
  pip3: /^(list|freeze|show [\w.-]+)$/,
  printenv:
    /^(PATH|HOME|PWD|USER|SHELL|LANG|LC_ALL|TERM|TZ|EDITOR|HOSTNAME|NODE_ENV|CI|VIRTUAL_ENV|GOPATH|JAVA_HOME)( (PATH|HOME|PWD|USER|SHELL))*$/,
  ulimit: /^(-[HS]*a)?$/,
  umask: /^(-S)?$/,
  tput: /^(cols|lines|colors)$/,
  stty: /^size$/,
  jobs: /^(-[lprs])?$/,
  help: /^[\w.-]*$/,
  w: /^(-[hsf]+)?$/,
  man: /^(-[fk] )?(\d )?[A-Za-z][\w.+-]*$/,
  type: /^(-[apPt]+ )?[\w.-]+$/,
  set: /^[-+]([eux]+|o pipefail|[eux]+o pipefail)$/,
};

/**
 * Whether the command, as it stands, can only read. @returns what it reads; undefined: it may do more, or that cannot be told
 * @param folders where it may run
 */
export function readPaths(command: ShellCommand, folders: readonly string[] | undefined): Reading | undefined {
  const { unknown, doubt, writes, file, assignments, handed } = command;
  if (command.setsOwn) return { paths: [], trees: [] };
  if (unknown || (doubt && !doubt.open) || writes || file !== undefined || assignments.length > 0 || command.told) return undefined;
  if (command.inner.length > 0 || command.words[0]?.value === 'xargs') return readPathsOfRunner(command, folders);
  const prints =
    PRINTS.test(command.words[0]?.value ?? '') || (command.words[0]?.value === 'printf' && /^[^-]/.test(command.words[1]?.value ?? ''));
  const known = isTestOfVariable(command.words) ? command.words.map((word) => (word.value === undefined ? TEXT : word)) : command.words;
  const words = expandGlobs(known, folders)?.flatMap(({ value, harmless, stream, handed: given }) => {
    if (given && handed) return handed.several ? [HANDED, HANDED] : [HANDED];
    // part of a word is no file; texts need not be
    if (handed && value?.includes('{}') && READERS.get(command.words[0]?.value ?? '') !== TEXTS) return undefined;
    return value ?? (prints && harmless ? '…' : stream ? '-' : undefined);
  });
  if (!words || words.length === 0 || words.some((word) => word === undefined)) return undefined;
  if (/^(test|\[)$/.test(words[0] ?? '') && words.some((word) => /[`$]/.test(word ?? ''))) return undefined;
  const [typed = '', ...rest] = words as string[];
  const name = typed.replace(/^(\/usr)?\/bin\//, '');
  return rest.includes(HANDED) ? handedTo(name, rest) : readBy(name, rest);
}

/** A name of a file may mean more to some programs: a revision, another machine, where to begin. */
const TAKES_MORE = /^(git|find|tar|date|ps|cd)$/;

function handedTo(name: string, rest: readonly string[]): Reading | undefined {
  const reader = TAKES_MORE.test(name) ? undefined : READERS.get(name);
  if (!reader) return undefined;
  if (reader.words === 'texts') return reader === TEXTS ? { paths: [], trees: [] } : undefined;
  const found = reading(reader, rest);
  const own = (path: string) => path !== HANDED;
  // each of them is a file, none a pattern or the value of an option
  if (!found || found.paths.filter((path) => !own(path)).length !== rest.filter((word) => !own(word)).length) return undefined;
  return { ...found, paths: found.paths.filter(own), trees: found.trees.filter(own), handed: found.trees.every(own) ? 'files' : 'trees' };
}

/** What find and xargs read themselves, beside what they run. */
function readPathsOfRunner({ words, spawned }: ShellCommand, folders: readonly string[] | undefined): Reading | undefined {
  const name = words[0]?.value ?? '';
  const rest = words.slice(1);
  if (name === 'xargs') return xargsOptions(rest) && { paths: [], trees: [] };
  const own = name === 'find' ? withoutExecs(rest) : undefined;
  const plain = own && {
    words: [words[0] as ShellWord, ...own],
    assignments: [],
    raw: '',
    redirected: false,
    inner: [],
    transparent: false,
  };
  return plain && readPaths({ ...plain, ...(spawned ? { spawned } : {}) }, folders);
}

function readBy(name: string, rest: readonly string[]): Reading | undefined {
  if (name === 'cd') return rest.length <= 1 && !rest[0]?.startsWith('-') ? { paths: [rest[0] ?? '~'], trees: [] } : undefined;
  if (
    VERSIONS.test(name) &&
    rest.length === 1 &&
    /^(--version|-v|-V|version)$/.test(rest[0] ?? '') &&
    !/^(python3?|perl|ruby|php|lua|sh|bash|zsh|tar|zip|curl|wget|ssh|rg|jq|make)$/.test(rest[0] === '--version' ? '' : name)
  )
    return { paths: [], trees: [] };
  if (
    /^(python3?|perl|ruby|php)$/.test(name) &&
    rest.length === 1 &&
    /^-[vV]$/.test(rest[0] ?? '') &&
    (name !== 'python' && name !== 'python3' ? true : rest[0] === '-V')
  )
    return { paths: [], trees: [] };
  if (MORE[name]?.test(rest.join(' '))) return { paths: [], trees: [] };
  if (name === 'git') {
    const paths = gitPaths(rest);
    return paths && { paths, trees: [], ...(rest.includes('grep') ? { tracked: rest[0] === '-C' ? (rest[1] ?? '.') : '.' } : {}) };
  }
  const archive = archivePaths(name, rest);
  if (archive) return { paths: archive, trees: [] };
  const reader = READERS.get(name);
  return reader && reading(reader, rest);
}

function reading(
  { options, words = 'paths', most, program, tree, valued, free: allowed }: Reader,
  args: readonly string[],
): Reading | undefined {
  const free: string[] = [];
  let plain = false;
  for (const [at, arg] of args.entries()) {
    if (!plain && valued?.test(args[at - 1] ?? '')) continue;
    if (!plain && arg === '--') plain = true;
    else if (!plain && /^-./.test(arg)) {
      if (!options?.test(arg) || (words !== 'texts' && arg.includes('/') && !/^-[Fdst]/.test(arg))) return undefined;
    } else free.push(arg);
  }
  if ((most !== undefined && free.length > most) || !free.every((word) => allowed?.test(word) ?? true)) return undefined;
  if (words === 'texts') return most === 1 && free.some((word) => !word.startsWith('+')) ? undefined : { paths: [], trees: [] };
  const files = free.filter((word) => word !== '-');
  if (words === 'paths') return { paths: files, trees: tree === true ? files : [] };
  if (program) {
    const script = programWord(args);
    if (script === undefined || !program(script)) return undefined;
  }
  const behind = args.includes('--files') || args.includes('--type-list') ? free : free.slice(1);
  if (behind.length === free.length && free.length === 0 && !tree) return undefined;
  const recursive = tree === true || (tree && args.some((arg) => tree.test(arg)));
  const named = behind.filter((word) => word !== '-');
  if (!recursive) return { paths: named, trees: [] };
  return { paths: named, trees: named.length > 0 ? named : ['.'] };
}

/** The first word that is neither an option nor the value of one. */
function programWord(args: readonly string[]): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (/^(-F|--indent)$/.test(arg)) at++;
    else if (/^--arg(json)?$/.test(arg)) at += 2;
    else if (arg === '-' || !arg.startsWith('-')) return arg;
  }
  return undefined;
}
