import type { ShellCommand } from './shell.ts';

/** How to tell that a use of a program only reads. Kept tight: what is not listed is asked about. */
interface Reader {
  /** every option must match as a whole; absent: none may be given */
  options?: RegExp;
  /** what the other words are: files that it reads (default), or no files at all */
  words?: 'paths' | 'texts' | 'pattern-then-paths';
  /** most words that are no options */
  most?: number;
}

const TEXTS: Reader = { words: 'texts', options: /^-.*$/ };
const FLAGS = /^-[A-Za-z0-9]+$|^--(help|version)$/;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...[
    'true',
    'false',
    ':',
    'echo',
    'pwd',
    'whoami',
    'id',
    'uname',
    'nproc',
    'which',
    'type',
    'basename',
    'dirname',
    'seq',
    'test',
    '[',
  ].map((name): [string, Reader] => [name, TEXTS]),
  ['date', { words: 'texts', options: /^-[uIR]$|^--utc$/, most: 1 }],
  ['command', { words: 'texts', options: /^-[vV]$/ }],
  [
    'ls',
    {
      options: /^-[A-Za-z0-9]+$|^--(all|almost-all|color=\w+|human-readable|reverse|recursive|size|sort=\w+|time=\w+|directory|full-time)$/,
    },
  ],
  ['cat', { options: /^-[AbeEnstTuv]+$|^--(number|show-all)$/ }],
  ['tac', {}],
  ['nl', { options: FLAGS }],
  ['head', { options: /^-[nc]?-?\d*$|^-[qv]$|^--(lines|bytes)=-?\d+$/ }],
  ['tail', { options: /^-[nc]?[-+]?\d*$|^-[qv]$|^--(lines|bytes)=[-+]?\d+$/ }],
  ['wc', { options: /^-[clmwL]+$|^--(lines|words|bytes|chars)$/ }],
  ['cut', { options: /^-[bcdf]\S*$|^-s$|^--(delimiter|fields|characters)=\S*$/ }],
  ['tr', { words: 'texts', options: /^-[cdst]+$/ }],
  ['sort', { options: /^-[bdfgiMhnRrVuz]+$|^-[kt]\S+$/ }],
  ['comm', { options: /^-[123]+$/ }],
  ['diff', { options: /^-[aBbdeinpqsuwyEZ]+$|^-U\d+$|^--(brief|unified(=\d+)?|side-by-side|color=\w+)$/ }],
  ['cmp', { options: /^-[bls]+$/ }],
  ['file', { options: /^-[bhiLpsz]+$|^--(brief|mime|mime-type)$/ }],
  ['stat', { options: /^-[Lft]+$/ }],
  ['du', { options: /^-[abchHklmsSx0]+$|^-d\d+$|^--(max-depth=\d+|human-readable|summarize)$/ }],
  ['df', { options: /^-[ahHiklmPT]+$/ }],
  ['tree', { options: /^-[adfhilpsugDrtFC]+$|^-L$|^--(dirsfirst|noreport|gitignore)$/ }],
  ['realpath', { options: /^-[emqsz]+$/ }],
  ['readlink', { options: /^-[efmnqsvz]+$/ }],
  ...['md5sum', 'sha1sum', 'sha256sum', 'sha512sum', 'cksum'].map((name): [string, Reader] => [name, {}]),
  ...['grep', 'egrep', 'fgrep'].map((name): [string, Reader] => [
    name,
    { words: 'pattern-then-paths', options: /^-[EFGPivwxcnlLHhosqabmABC\d]+$|^--(color=\w+|count|ignore-case|line-number)$/ },
  ]),
  [
    'find',
    {
      options:
        /^-(name|iname|path|ipath|wholename|type|maxdepth|mindepth|newer|mtime|mmin|size|empty|not|o|a|or|and|print|print0|prune|regex|iregex|L|H|P|xdev)$/,
    },
  ],
]);

const GIT_OPTIONS = /^-[a-zA-Z]+\d*$|^-\d+$|^-[US]\S+$|^--[a-z-]+(=[\s\S]*)?$/;
/** written out or shortened, as git allows: they write files, run programs or look outside the repository */
const GIT_FORBIDDEN = [
  '--output',
  '--output-directory',
  '--ext-diff',
  '--textconv',
  '--open-files-in-pager',
  '--exec',
  '--upload-pack',
  '--no-index',
  '--filters',
  '--contents',
  '--paginate',
];
const GIT_LISTING = /^(-[arvl]+|-vv|--(list|all|remotes|show-current|merged|no-merged|verbose|sort=\S+|contains))$/;

/** By subcommand; a pattern: only these options, and no other word. */
const GIT: ReadonlyMap<string, 'any' | RegExp> = new Map<string, 'any' | RegExp>([
  ...[
    'status',
    'log',
    'diff',
    'show',
    'rev-parse',
    'rev-list',
    'ls-files',
    'ls-tree',
    'blame',
    'describe',
    'shortlog',
    'merge-base',
    'name-rev',
    'cat-file',
    'for-each-ref',
  ].map((name): [string, 'any'] => [name, 'any']),
  ['branch', GIT_LISTING],
  ['tag', GIT_LISTING],
  ['remote', /^-v$/],
]);

/**
 * Whether the command, as it stands, can only read. @returns the paths it reads, as written, to be judged by themselves; undefined: it may do
 * more, or that cannot be told
 */
export function readPaths(command: ShellCommand): string[] | undefined {
  if (command.inner.length > 0 || command.unknown || command.assignments.length > 0) return undefined;
  const words = command.words.map(({ value }) => value);
  if (words.length === 0 || words.some((word) => word === undefined)) return undefined;
  if (/^(test|\[)$/.test(words[0] ?? '') && words.some((word) => /[`$]/.test(word ?? ''))) return undefined;
  const [typed = '', ...rest] = words as string[];
  const name = typed.replace(/^(\/usr)?\/bin\//, '');
  if (name === 'cd') return rest.length <= 1 && !rest[0]?.startsWith('-') ? [rest[0] ?? '~'] : undefined;
  if (name === 'git') return gitPaths(rest);
  const reader = READERS.get(name);
  return reader && readerPaths(reader, rest);
}

function readerPaths({ options, words = 'paths', most }: Reader, args: readonly string[]): string[] | undefined {
  const free: string[] = [];
  let plain = false;
  for (const arg of args) {
    if (!plain && arg === '--') plain = true;
    else if (!plain && /^-./.test(arg)) {
      if (!options?.test(arg) || (words !== 'texts' && arg.includes('/'))) return undefined;
    } else free.push(arg);
  }
  if (most !== undefined && free.length > most) return undefined;
  if (words === 'texts') return most === 1 && free.some((word) => !word.startsWith('+')) ? undefined : [];
  if (words === 'pattern-then-paths')
    return free.length > 1 ? free.slice(1).filter((word) => word !== '-') : free.length === 1 ? [] : undefined;
  return free.filter((word) => word !== '-');
}

function gitPaths([subcommand = '', ...args]: readonly string[]): string[] | undefined {
  const kind = GIT.get(subcommand);
  if (kind === undefined) return undefined;
  if (kind !== 'any') return args.every((arg) => kind.test(arg)) ? [] : undefined;
  const paths: string[] = [];
  let plain = false;
  for (const arg of args) {
    if (!plain && arg === '--') plain = true;
    else if (!plain && arg.startsWith('-')) {
      const [name = ''] = arg.split('=');
      const forbidden = arg.startsWith('--') ? GIT_FORBIDDEN.some((option) => option.startsWith(name)) : /^-O/.test(arg);
      if (forbidden || !GIT_OPTIONS.test(arg) || arg.includes('/')) return undefined;
    } else paths.push(...(plain ? [arg] : revisionPaths(arg)));
  }
  return paths;
}

/**
 * `HEAD:src/a.ts` and `:0:src/a.ts` read src/a.ts; a word without a colon is a revision or a path, and judged as a path. Revisions may hold
 * colons as well (`HEAD^{/fix: this}:a`), so that what stands behind any of them counts.
 */
function revisionPaths(word: string): string[] {
  const parts = word.split(':');
  return (parts.length === 1 ? parts : parts.slice(1).map((_part, at) => parts.slice(at + 1).join(':'))).filter((path) => path !== '');
}
