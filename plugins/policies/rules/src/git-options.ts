import { found } from './program-options.ts';
import { type Told, told } from './told.ts';
import type { Doubt, ShellWord } from './words.ts';

/** What one use of git does beside what its subcommand says. */
export interface GitFacts {
  readonly scripts: string[];
  readonly writes: (string | undefined)[];
  doubt?: Doubt;
  /** nobody can know what it runs: an alias, a helper of somebody's */
  unknown?: Told;
}

const GLOBAL_VALUED = new Set([
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--config-env',
  '--super-prefix',
  '--attr-source',
  '--exec-path',
]);
const GLOBAL_PLAIN =
  /^(--no-pager|-P|-p|--paginate|--no-replace-objects|--no-lazy-fetch|--no-optional-locks|--no-advice|--bare|--(literal|glob|noglob|icase)-pathspecs|--version|-v|--help|-h|--html-path|--man-path|--info-path|--exec-path|--list-cmds)$/;
const SAFE_KEYS =
  /^(user\.(name|email)|color\.|core\.(quotepath|autocrlf|safecrlf|filemode|longpaths|abbrev)|advice\.|init\.defaultbranch|commit\.gpgsign|tag\.gpgsign|diff\.(renames|algorithm|context)|log\.|push\.default|pull\.(rebase|ff)|merge\.ff|gc\.auto|fetch\.|protocol\.version|safe\.|status\.|column\.|i18n\.|blame\.)/i;
/** What git runs itself, so that no alias can stand in its place. */
const BUILT_IN = new Set(
  `add am annotate apply archimport archive bisect blame branch bugreport bundle cat-file check-attr check-ignore check-mailmap check-ref-format
  checkout checkout-index cherry cherry-pick citool clean clone column commit commit-graph commit-tree config count-objects credential
  credential-cache credential-store daemon describe diagnose diff diff-files diff-index diff-tree difftool fast-export fast-import fetch fetch-pack
  filter-branch fmt-merge-msg for-each-ref for-each-repo format-patch fsck gc get-tar-commit-id grep gui hash-object help hook http-backend
  http-fetch http-push imap-send index-pack init init-db instaweb interpret-trailers last-modified log ls-files ls-remote ls-tree mailinfo mailsplit
  maintenance merge merge-base merge-file merge-index merge-octopus merge-one-file merge-ours merge-recursive merge-resolve merge-tree mergetool
  mktag mktree multi-pack-index mv name-rev notes pack-objects pack-redundant pack-refs patch-id prune prune-packed pull push quiltimport
  range-diff read-tree rebase receive-pack reflog refs remote repack replace replay request-pull rerere reset restore rev-list rev-parse revert rm
  send-email send-pack sh-i18n sh-setup shell shortlog show show-branch show-index show-ref sparse-checkout stage stash status stripspace submodule
  switch symbolic-ref tag unpack-file unpack-objects update-index update-ref update-server-info upload-archive upload-pack var verify-commit
  verify-pack verify-tag version whatchanged worktree write-tree lfs`.split(/\s+/),
);
const RUNS: Readonly<Record<string, string>> = {
  fetch: '--upload-pack',
  pull: '--upload-pack',
  clone: '--upload-pack -u',
  'ls-remote': '--upload-pack --exec',
  'fetch-pack': '--upload-pack --exec',
  push: '--receive-pack --exec',
  'send-pack': '--receive-pack --exec',
  archive: '--exec',
  rebase: '--exec -x',
  grep: '--open-files-in-pager -O',
  difftool: '--extcmd -x',
  'filter-branch':
    '--env-filter --tree-filter --index-filter --parent-filter --msg-filter --commit-filter --tag-name-filter --setup --subdirectory-filter',
  'send-email': '--sendmail-cmd --to-cmd --cc-cmd --header-cmd --smtp-server --compose',
};
const WRITES: Readonly<Record<string, string>> = {
  archive: '-o --output',
  'format-patch': '-o --output-directory --output',
  log: '--output',
  diff: '--output',
  show: '--output',
  'diff-tree': '--output',
  'diff-index': '--output',
  'diff-files': '--output',
  whatchanged: '--output',
  reflog: '--output',
  stash: '--output',
  'range-diff': '--output',
  bugreport: '-o --output-directory',
  diagnose: '-o --output-directory',
};
const HIDES: Readonly<Record<string, string>> = {
  log: '--ext-diff --textconv',
  diff: '--ext-diff --textconv',
  show: '--ext-diff --textconv',
  clone: '--config -c --template --separate-git-dir --recurse-submodules --recursive',
  init: '--template --separate-git-dir',
  commit: '--template -t',
  submodule: '--reference',
};
/** subcommands that run what the repository or a configuration says */
const DOUBTFUL =
  /^(difftool|mergetool|filter-branch|hook|daemon|instaweb|gui|citool|send-email|for-each-repo|maintenance|fast-import|shell|http-backend|imap-send|credential|remote-(ext|fd)|svn|filter-repo|p4)$/;

/** Reads what a use of git would run or write by its options. */
export function gitFacts(words: readonly ShellWord[]): GitFacts {
  const facts: GitFacts = { scripts: [], writes: [] };
  const at = globals(words, facts);
  const sub = words[at];
  if (!sub) return facts;
  if (sub.value === undefined)
    return { ...facts, unknown: told('git_subcommand', 'the subcommand of git is not known: {word}', { word: sub.raw }) };
  const name = sub.value;
  const rest = words.slice(at + 1);
  if (DOUBTFUL.test(name))
    facts.doubt ??= { ...told('runs_unseen', 'what {name} runs is not looked into', { name: `git ${name}` }), word: name };
  if (rest.some(({ value }) => /^\w+::/.test(value ?? ''))) facts.doubt ??= told('git_helper', 'git runs a helper that an address names');
  for (const { option, value } of found(rest, RUNS[name])) {
    if (value?.value === undefined) facts.doubt ??= told('runs_unknown', '{name} runs what is not known', { name: `git ${option}` });
    else facts.scripts.push(value.value);
  }
  for (const { value } of found(rest, WRITES[name])) facts.writes.push(value?.value);
  const hidden = found(rest, HIDES[name])[0];
  if (hidden)
    facts.doubt ??= {
      ...told('runs_unseen', 'what {name} runs is not looked into', { name: `git ${name} ${hidden.option}` }),
      word: hidden.option,
    };
  nested(name, rest, facts);
  const open = rest.find((word) => word.open && !/^"[\w./@:]/.test(word.raw));
  if (open && (RUNS[name] || WRITES[name]))
    facts.doubt ??= { ...told('may_be_option', '{name} gets {word}, which may be an option', { name: 'git', word: open.raw }), open: true };
  // the last, since it is about rules for git alone
  if (!BUILT_IN.has(name))
    facts.doubt ??= { ...told('git_alias', 'git {name} may be an alias or a program of any kind', { name }), word: name, about: 'git' };
  return facts;
}

/** @returns where the subcommand stands */
function globals(words: readonly ShellWord[], facts: GitFacts): number {
  for (let at = 0; at < words.length; at++) {
    const { value, raw } = words[at] as ShellWord;
    if (value === undefined) {
      facts.unknown ??= told('option_unknown', '{name} has an option that is not known: {option}', { name: 'git', option: raw });
      return at;
    }
    if (!value.startsWith('-')) return at;
    const [name = ''] = value.split('=');
    const joined = value.startsWith('--') && value.includes('=');
    if (name === '-c' || name === '--config-env') {
      const setting = joined ? value.slice(name.length + 1) : words[at + 1]?.value;
      const key = (setting ?? '').split('=')[0] ?? '';
      const alias = /^alias\.[^=]*=!?(.*)$/is.exec(setting ?? '')?.[1];
      if (alias !== undefined) facts.scripts.push(/=!/.test(setting ?? '') ? alias : `git ${alias}`);
      if (name === '--config-env' || !SAFE_KEYS.test(key))
        facts.doubt ??= {
          ...told('git_setting', 'git {option} may make it run something', { option: `${name} ${key}` }),
          word: setting ?? name,
        };
    } else if (name === '--exec-path' && joined) facts.unknown ??= told('git_programs', 'git is told where its programs are');
    else if (/^--(git-dir|work-tree|namespace)$/.test(name))
      facts.doubt ??= { ...told('git_elsewhere', 'git {option} leads to other settings', { option: name }), word: value };
    else if (!GLOBAL_VALUED.has(name) && !GLOBAL_PLAIN.test(value))
      facts.doubt ??= {
        ...told('option_unknown', '{name} has an option that is not known: {option}', { name: 'git', option: value }),
        word: value,
      };
    if (GLOBAL_VALUED.has(value) && value !== '--exec-path') at++;
  }
  return words.length;
}

/** Subcommands that run a text, or write settings. */
function nested(name: string, rest: readonly ShellWord[], facts: GitFacts): void {
  const words = rest.map(({ value }) => value);
  const tail = (from: number): void => {
    const texts = words.slice(from);
    if (texts.some((text) => text === undefined))
      facts.unknown ??= told('runs_unknown', '{name} runs what is not known', { name: `git ${name}` });
    else if (texts.length > 0) facts.scripts.push(texts.join(' '));
  };
  if (name === 'submodule' && words.includes('foreach')) tail(words.indexOf('foreach') + 1 + (words.includes('--recursive') ? 1 : 0));
  if (name === 'bisect' && words.includes('run')) tail(words.indexOf('run') + 1);
  if (name === 'config' && !isReadingConfig(words)) {
    const global = words.some((word) => /^--(gl|sys)/.test(word ?? ''));
    facts.writes.push(global ? '~/.gitconfig' : '.git/config');
    facts.doubt ??= { ...told('git_setting', 'git {option} may make it run something', { option: 'config' }), word: 'config' };
  }
  if (name === 'apply' || name === 'am')
    facts.doubt ??= { ...told('changes_unknown', 'which files {name} changes is not known', { name: `git ${name}` }), word: name };
}

/** Whether `git config` with these words only shows settings. */
export function isReadingConfig(words: readonly (string | undefined)[]): boolean {
  const options = words.filter((word) => word?.startsWith('-'));
  const free = words.filter((word) => word !== undefined && !word.startsWith('-'));
  if (words.includes(undefined)) return false;
  if (
    options.some(
      (word) =>
        !/^(--get|--get-all|--get-regexp|--list|-l|--name-only|--show-origin|--show-scope|--global|--local|--system|-z|--null|--bool|--int|--path|--type=\w+)$/.test(
          word ?? '',
        ),
    )
  )
    return false;
  if (options.some((word) => /^(--get|--list|-l)/.test(word ?? ''))) return true;
  return free.length === 1 || (free.length <= 2 && /^(get|list)$/.test(free[0] ?? ''));
}
