import { isReadingConfig } from './git-options.ts';

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
  '--untracked',
  '--no-exclude-standard',
  '--file',
];
const GIT_LISTING =
  /^(-[arvl]+|-vv|--(list|all|remotes|show-current|merged|no-merged|verbose|sort=\S+|contains|no-contains|points-at|ignore-case|color(=\w+)?|column|format=[^/]*))$/;

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
    'whatchanged',
    'diff-tree',
    'diff-index',
    'diff-files',
    'show-ref',
    'show-branch',
    'count-objects',
    'cherry',
    'check-ignore',
    'check-attr',
    'range-diff',
    'verify-commit',
    'merge-tree',
  ].map((name): [string, 'any'] => [name, 'any']),
  ['branch', GIT_LISTING],
  ['tag', GIT_LISTING],
  ['remote', /^-v$|^--verbose$/],
  ['version', /^--build-options$/],
  ['symbolic-ref', /^(--short|-q|HEAD)$/],
  ['var', /^GIT_(AUTHOR|COMMITTER)_IDENT$/],
]);

/** The paths that a reading use of git reads; undefined: it may do more. @param given all words behind `git` */
export function gitPaths(given: readonly string[]): string[] | undefined {
  let at = 0;
  while (/^(--no-pager|-P|--no-optional-locks|--literal-pathspecs)$/.test(given[at] ?? '')) at++;
  if (given[at] === '-C' && !given[at + 1]?.startsWith('-')) {
    const folder = given[at + 1] ?? '';
    const paths = gitPaths(given.slice(at + 2));
    return paths && [folder, ...paths.map((path) => (/^[/~]/.test(path) ? path : `${folder}/${path}`))];
  }
  const [subcommand = '', ...args] = given.slice(at);
  if (given.length === at + 1 && /^(--version|-v)$/.test(subcommand)) return [];
  const listed = listing(subcommand, args);
  if (listed) return [];
  if (subcommand === 'grep') return args.some((arg) => /^-[^-]*[Of]/.test(arg)) ? undefined : any(args, true);
  const kind = GIT.get(subcommand);
  // what it shows is named in its input
  if (kind === undefined || (subcommand === 'cat-file' && args.some((arg) => arg.startsWith('--b')))) return undefined;
  return kind === 'any' ? any(args) : args.every((arg) => kind.test(arg)) ? [] : undefined;
}

/** Subcommands of subcommands that list, and lists of names by a pattern. */
function listing(subcommand: string, args: readonly string[]): boolean {
  const [first = '', ...rest] = args;
  const plain = rest.every((word) => /^[\w./@{}*^~-]+$/.test(word) && !/^--?(output|ext|textconv|O)/.test(word));
  if (subcommand === 'config')
    return (
      isReadingConfig(args) &&
      !/(token|secret|password|credential|extraheader|\burl\b|insteadof|-l$|--list|regexp|^list)/i.test(args.join(' '))
    );
  if (subcommand === 'submodule') return args.length === 1 && first === 'status';
  if (subcommand === 'stash' && first === 'show')
    return rest.every((word) => /^(--stat|--name-only|--name-status|--numstat|stash@\{\d+\})$/.test(word));
  if (subcommand === 'stash') return first === 'list' && rest.every((word) => /^(--oneline|-\d+|--stat)$/.test(word));
  if (subcommand === 'reflog') return args.every((word) => /^(show|-\d+|--oneline|HEAD|--all|-n|\d+)$/.test(word));
  if (subcommand === 'worktree' || subcommand === 'notes') return first === 'list' && rest.every((word) => /^(--porcelain|-v)$/.test(word));
  if (subcommand === 'remote') return /^(get-url)$/.test(first) && plain && rest.length === 1;
  if (subcommand === 'tag') return /^(-l|--list|-n\d*|--points-at|--contains|--merged)$/.test(first) && plain;
  if (subcommand === 'branch')
    return (
      args.length > 1 &&
      /^(--list|--contains|--no-contains|--merged|--no-merged|--points-at)$/.test(first) &&
      rest.every((word) => /^[\w./@*][\w./@*-]*$/.test(word))
    );
  return false;
}

function any(args: readonly string[], pattern = false): string[] | undefined {
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
  return pattern && !args.some((arg) => /^-e/.test(arg)) ? paths.slice(1) : paths;
}

/**
 * `HEAD:src/a.ts` and `:0:src/a.ts` read src/a.ts; a word without a colon is a revision or a path, and judged as a path. Revisions may hold
 * colons as well (`HEAD^{/fix: this}:a`), so that what stands behind any of them counts.
 */
function revisionPaths(word: string): string[] {
  const parts = word.split(':');
  return (parts.length === 1 ? parts : parts.slice(1).map((_part, at) => parts.slice(at + 1).join(':'))).filter((path) => path !== '');
}
