import { isPlainAwk, isPlainJq, isPlainSed } from './sub-languages.ts';

/** How to tell that a use of a program only reads. Kept tight: what is not listed is asked about. */
export interface Reader {
  /** every option must match as a whole; absent: none may be given */
  options?: RegExp;
  /** what the other words are: files that it reads (default), or no files at all */
  words?: 'paths' | 'texts' | 'pattern-then-paths';
  /** most words that are no options */
  most?: number;
  /** the first of these words is a program, which must be a plain one */
  program?: (text: string) => boolean;
  /** options that take the next word */
  valued?: RegExp;
  /** reads all below a folder: always, or with such an option */
  tree?: true | RegExp;
  /** every word that is no option must match */
  free?: RegExp;
}

const GREP =
  /^-[EFGPivwxcnlLHhosqabmABCrI\d]+$|^--(color=\w+|count|ignore-case|line-number|recursive|files-with-matches|only-matching|word-regexp|fixed-strings|extended-regexp|perl-regexp|invert-match|include=[^/]*|exclude=[^/]*|exclude-dir=[^/]*|max-count=\d+|context=\d+|after-context=\d+|before-context=\d+|no-messages|quiet|with-filename|no-filename)$/;
/** hidden and ignored files stay out of its way */
const RG =
  /^-[ivwxcnlHFSsoNUPpABCmgtT\d]+$|^--(color=\w+|count|count-matches|ignore-case|smart-case|case-sensitive|line-number|no-line-number|files|files-with-matches|files-without-match|only-matching|word-regexp|fixed-strings|type=\w+|type-not=\w+|glob=[^/]*|max-count=\d+|context=\d+|heading|no-heading|stats|sort=\w+|multiline|json|trim|max-depth=\d+|pcre2|vimgrep|column|type-list|quiet)$/;
export const TEXTS: Reader = { words: 'texts', options: /^-.*$/ };
const FLAGS = /^-[A-Za-z0-9]+$|^--(help|version)$/;

export const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
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
    'printf',
    'sleep',
    'arch',
    'tty',
    'logname',
    'groups',
    'return',
    'break',
    'continue',
    'exit',
    'expr',
    'factor',
    'numfmt',
    'nproc',
    'getconf',
  ].map((name): [string, Reader] => [name, TEXTS]),
  ['date', { words: 'texts', options: /^-[uIRd]$|^-I\w+$|^--(utc|iso-8601(=\w+)?|date(=[^/]*)?)$/, valued: /^(-d|--date)$/, most: 1 }],
  ['wait', { words: 'texts', options: /^-[nf]$/ }],
  // into variables of its own, see arithmetic.ts
  ['read', { words: 'texts', options: /^-[rs]+$|^-[dnt]\S*$/, free: /^[A-Za-z_]\w*$|^$/ }],
  ['command', { words: 'texts', options: /^-[vV]$/ }],
  [
    'ls',
    {
      options:
        /^-[A-Za-z0-9]+$|^--(all|almost-all|color=\w+|human-readable|reverse|recursive|size|sort=\w+|time=\w+|directory|full-time|group-directories-first|classify|time-style=[\w-]+)$/,
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
  [
    'sort',
    {
      options:
        /^-[bdfgiMhnRrVuzscC]+$|^-[kt]\S*$|^-[bdfgiMhnRrVuz]+k\S*$|^--(reverse|numeric-sort|unique|human-numeric-sort|version-sort|stable|key=\S+)$/,
    },
  ],
  ['uniq', { options: /^-[cdDiuz]+$|^-[fsw]\d*$|^--(count|repeated|unique|ignore-case)$/, most: 1 }],
  ['paste', { options: /^-[sz]*(d\S*)?$/ }],
  ['column', { options: /^-[tnex]+$|^-[sco]\S*$/ }],
  ['fold', { options: /^-[bs]+$|^-w\d*$/ }],
  ['fmt', { options: /^-\d+$|^-w\d*$/ }],
  ['expand', { options: /^-t?\d*$|^-i$/ }],
  ['unexpand', { options: /^-[at]?\d*$/ }],
  ['rev', {}],
  ['od', { options: /^-[AtNjwcvxd]\S*$/ }],
  ['hexdump', { options: /^-[Cbcdovx]+$|^-[ns]\d*$/ }],
  ['xxd', { options: /^-[abceEiopu]+$|^-[lsgc]\d*$/, most: 1 }],
  ['strings', { options: /^-[af]+$|^-n?\d*$/ }],
  ['base64', { options: /^-[di]+$|^-w\d*$|^--(decode|wrap=\d+)$/ }],
  ['base32', { options: /^-d$/ }],
  ['look', { options: FLAGS }],
  ['join', { options: /^-[12atvoj]\S*$/ }],
  ['tsort', {}],
  [
    'jq',
    {
      words: 'pattern-then-paths',
      options:
        /^-[rcsenSMjaC]+$|^--(raw-output|compact-output|slurp|exit-status|null-input|sort-keys|tab|arg|argjson|indent|join-output|color-output|monochrome-output)$/,
      program: isPlainJq,
    },
  ],
  ['sed', { words: 'pattern-then-paths', options: /^-[nEruszb]+$|^--(quiet|silent|regexp-extended|posix|debug)$/, program: isPlainSed }],
  ...['awk', 'gawk', 'mawk', 'nawk'].map((name): [string, Reader] => [
    name,
    { words: 'pattern-then-paths', options: /^-F\S*$/, program: isPlainAwk },
  ]),
  ['rg', { words: 'pattern-then-paths', tree: true, options: RG, valued: /^-[^tTgABCmjMefrEd-]*[tTgABCmjM]$/ }],
  // `e` behind no dash, `-E` and the column `environ` show the environment of every process, ours with its keys among them
  [
    'ps',
    {
      words: 'texts',
      options: /^-(?!.*env)[A-DF-Za-z0-9,=%]+$|^--(forest|sort=\S+|no-headers)$/,
      free: /^[^e]*$|^(?=.*,)(?!.*env)[a-z,%=]+$/,
    },
  ],
  ['uptime', { words: 'texts', options: /^-[ps]$/, most: 0 }],
  ['free', { words: 'texts', options: /^-[bkmghtw]+$/, most: 0 }],
  ['lscpu', { words: 'texts', options: /^-[ea]$/, most: 0 }],
  ['lsblk', { words: 'texts', options: /^-[fampo]+$/ }],
  ['hostname', { words: 'texts', options: /^-[fsiId]$/, most: 0 }],
  ['locale', { words: 'texts', options: /^-[am]$/, most: 0 }],
  ['who', { words: 'texts', options: /^-[abHqu]+$/, most: 0 }],
  ['cal', { words: 'texts', options: /^-[3my]+$/ }],
  ['pgrep', { words: 'texts', options: /^-[aflnoxuc]+$/ }],
  ['whereis', { words: 'texts', options: /^-[bms]$/ }],
  ...['fd', 'fdfind'].map((name): [string, Reader] => [
    name,
    {
      words: 'pattern-then-paths',
      tree: /^$/,
      options:
        /^-[HIusigFpa0l1]+$|^-[etdE]\S*$|^--(hidden|no-ignore|extension=\w+|type=\w|max-depth=\d+|exclude=[^/]*|glob|absolute-path)$/,
      valued: /^-[etdE]$/,
    },
  ]),
  ['comm', { options: /^-[123]+$/ }],
  [
    'diff',
    {
      // of two folders it reads all files that are in both
      tree: true,
      options: /^-[aBbdeinpqsuwyEZ]+$|^-U ?\d*$|^--(ignore-all-space|ignore-space-change|brief|unified(=\d+)?|side-by-side|color=\w+)$/,
    },
  ],
  ['cmp', { options: /^-[bls]+$/ }],
  ['file', { options: /^-[bhiLpsz]+$|^--(brief|mime|mime-type)$/ }],
  ['stat', { options: /^-[Lfcts]+$|^-c\S+$|^--(format|printf)=[^/]*$/ }],
  ['du', { options: /^-[abchHklmsSx0]+$|^-d\d+$|^--(max-depth=\d+|human-readable|summarize)$/ }],
  ['df', { options: /^-[ahHiklmPT]+$/ }],
  ['tree', { options: /^-[adfhilpsugDrtFC]+$|^-[LIP]\d*$|^--(dirsfirst|noreport|gitignore)$/ }],
  ['realpath', { options: /^-[emqsz]+$|^--relative-(to|base)=[^/]*$/ }],
  ['readlink', { options: /^-[efmnqsvz]+$/ }],
  ...['md5sum', 'sha1sum', 'sha256sum', 'sha512sum', 'cksum'].map((name): [string, Reader] => [name, {}]),
  ...['grep', 'egrep', 'fgrep'].map((name): [string, Reader] => [
    name,
    { words: 'pattern-then-paths', tree: /^-[a-zA-Z]*r|^--recursive$/, valued: /^-[^ABCmefdD-]*[ABCm]$/, options: GREP },
  ]),
  [
    'find',
    {
      options:
        /^-(name|iname|path|ipath|wholename|type|maxdepth|mindepth|newer|mtime|mmin|size|empty|not|o|a|or|and|print|print0|prune|regex|iregex|L|H|P|xdev|perm|user|group|mount|depth|daystart|newermt|anewer|amin|atime|cmin|ctime|readable|executable|writable|links|ls|quit|true|false|lname|printf|\(|\)|,|!)$|^-\d+[cwbkMG]?$/,
    },
  ],
]);

/** Whether a program is known to do nothing but read or print. @param kind only those that read no files */
export function isReader(name: string, kind?: 'texts'): boolean {
  const reader = READERS.get(name);
  return reader !== undefined && (kind === undefined || reader.words === kind);
}
