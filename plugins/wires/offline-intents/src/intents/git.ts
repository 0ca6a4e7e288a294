import type { Conversation } from '../conversation.ts';
import { type Ask, ask, type Call, done, failed, type Intent, intent, type Outcome, type Steps, stop } from '../intent.ts';
import { resolveFile } from '../resolve.ts';
import { outsideRepository, type ShellResult, shellResult } from '../results/shell-result.ts';
import { fence, plural, quote } from '../shell.ts';

const NOT_HERE = 'This folder is not in a git repository. To make it one: Execute: git init';

type Git = Generator<Ask, { failure: Outcome; result?: undefined } | { failure?: undefined; result: ShellResult }, Call[]>;

/** Runs one git command; what git says of a failure is what the person is told. */
function* git(command: string, what: string): Git {
  const call = yield* ask('bash', { command });
  const result = shellResult(call);
  if (outsideRepository(result.output)) return { failure: stop(NOT_HERE) };
  if (result.code === undefined) return { failure: failed(call, what) };
  if (result.code !== 0)
    return { failure: stop(`${what} failed (exit code ${result.code}). git says:\n${fence(result.output, { limit: 40 })}`) };
  return { result };
}

function* show(command: string, what: string, empty: string): Steps {
  const { failure, result } = yield* git(command, what);
  if (failure) return failure;
  return done(result.output === '' ? empty : fence(result.output, { limit: 200 }));
}

function* diff(file: string | undefined, talk: Conversation): Steps {
  const path = file === undefined ? undefined : resolveFile(file, talk);
  if (file !== undefined && path === undefined) return stop('Of which file? Name it: Show me the diff for main.py');
  const only = path === undefined ? '' : ` -- ${quote(path)}`;
  for (const command of [`git diff${only}`, `git diff --cached${only}`]) {
    const { failure, result } = yield* git(command, 'git diff');
    if (failure) return failure;
    if (result.output !== '')
      return done(
        `${command.includes('--cached') ? 'Nothing is changed beside what is staged:\n' : ''}${fence(result.output, { language: 'diff', limit: 400 })}`,
      );
  }
  const { failure, result } = yield* git(`git status --short${only}`, 'git status');
  if (failure) return failure;
  return done(
    result.output === ''
      ? `No changes${path === undefined ? '' : ` in ${path}`}.`
      : `No changes in files that git knows. New ones:\n${fence(result.output)}`,
  );
}

function* commit(message: string, all: boolean): Steps {
  const { failure, result } = yield* git('git status --porcelain', 'git status');
  if (failure) return failure;
  const entries = result.output.split('\n').filter((line) => line.trim() !== '');
  if (entries.length === 0) return stop('There is nothing to commit: no file is changed.');
  // the first line of a trimmed output may have lost the blank that means "not staged"
  const staged = entries.filter((line) => /^[MADRCT][ MTD] /.test(line));
  const onlyStaged = staged.length > 0 && !all;
  const made = yield* git(`${onlyStaged ? '' : 'git add -A && '}git commit -m ${quote(message)}`, 'git commit');
  if (made.failure) return made.failure;
  return done(
    `Committed ${onlyStaged ? `what was staged (${plural(staged.length, 'file')})` : `all changes (${plural(entries.length, 'entry', 'entries')})`}:\n${fence(made.result.output, { limit: 30 })}`,
  );
}

/** Git, through the bash tool. */
export const gitIntents: Intent[] = [
  intent({
    id: 'git-status',
    examples: ['What files have been modified?', 'What has changed?', 'Show git status', 'Which files did you change?', 'git status'],
    patterns: [
      '(?:what|which)(?: all)?(?: of the)?(?: files?)? (?:have|has|did|were|was|are)(?: you| i| we)?(?: been)? ?(?:modified|changed?|edited|touched|updated|modify|edit)(?: so far| since the last commit| in (?:this|the) (?:repo|repository|project))?',
      "what(?:'s| is)(?: (?:the )?(?:git )?status| changed| modified| new)(?: of (?:the|this) (?:repo|repository|project))?",
      '(?:(?:show|check|give|list|get|what is)(?: me)? )?(?:the )?(?:git )?(?:working tree |repo |repository )?status',
      '(?:show|list)(?: me)?(?: all)?(?: the)? (?:modified|changed|edited|uncommitted|untracked) (?:files|changes)',
    ],
    *run() {
      const { failure, result } = yield* git('git status --short --branch', 'git status');
      if (failure) return failure;
      const [branch = '', ...entries] = result.output.split('\n');
      const name = branch.replace(/^## (?:No commits yet on )?/, '');
      return done(
        entries.length === 0
          ? `No files are modified (branch ${name}).`
          : `${plural(entries.length, 'changed file')} on branch ${name}:\n${fence(entries.join('\n'))}`,
      );
    },
  }),
  intent({
    id: 'git-diff',
    examples: ['Show me the diff', 'Show me the diff for main.py', 'Show the changes', 'git diff of it', 'What did you change in main.py?'],
    patterns: [
      '(?:(?:show|print|display|give|see|view)(?: me)? )?(?:the |a |all |my |your )*(?:git )?(?:diff|differences|changes)(?: (?:for|of|in|to|from) (?:the )?(?:file )?{file:file}(?: file)?)?',
      'what (?:did you|did i|have you|has) changed? in (?:the )?{file:file}',
    ],
    run: (slots, talk) => diff(slots.file, talk),
  }),
  intent({
    id: 'git-commit',
    examples: ['Create a commit with message "Add user authentication"', 'Commit everything with the message "Fix it"', 'Commit "Fix it"'],
    patterns: [
      '(?:create|make|do) (?:a |the |another )?(?:git )?commit(?: of {all:word}(?: the)?(?: changes)?)?(?: with)?(?: (?:the|a))?(?: commit)?(?: message| saying| named)?:? {message:quoted}',
      '(?:git )?commit(?: {all:word})?(?: (?:the|my|these|this|of the))*(?: changes?| files?| work)?(?: (?:with|as|using|saying))?(?: (?:the|a))?(?: commit)?(?: message)?:? {message:quoted}',
    ],
    run: (slots) => commit(slots.message ?? '', /^(?:all|everything)$/i.test(slots.all ?? '')),
  }),
  intent({
    id: 'git-commit-unnamed',
    examples: ['Commit the changes'],
    patterns: [
      '(?:(?:create|make|do) (?:a |the )?)?(?:git )?commit(?: (?:it|this|that|all|everything|the|my|these|of))*(?: changes?| files?| work)?',
    ],
    // biome-ignore lint/correctness/useYield: it only answers
    *run() {
      return stop('With which message? I cannot write one from the changes. Say: Create a commit with message "…"');
    },
  }),
  intent({
    id: 'git-push',
    examples: ['Push to origin', 'Push', 'Push the changes to origin', 'Push to origin main'],
    patterns: [
      '(?:git )?push(?: (?:it|this|that|the|my|all|changes|commits?|branch|everything))*(?: to)?(?: (?:the )?(?:remote )?{remote:name})?(?:(?: |/){branch:word})?',
    ],
    accept: (slots) => /^[\w.-]*$/.test(slots.remote ?? '') && !/^(?:notifications?|it|up)$/i.test(slots.remote ?? ''),
    *run(slots) {
      const command =
        slots.remote === undefined
          ? 'git push'
          : `git push ${quote(slots.remote)} ${slots.branch === undefined ? 'HEAD' : quote(slots.branch)}`;
      const { failure, result } = yield* git(command, 'git push');
      return failure ?? done(`Pushed:\n${fence(result.output === '' ? command : result.output, { limit: 30 })}`);
    },
  }),
  intent({
    id: 'git-log',
    examples: ['Show the last 5 commits', 'Show the git log', 'Show recent commits', 'Show the commit history'],
    patterns: [
      '(?:show|list|give|print|see|view)(?: me)?(?: the)? (?:last|latest|recent|most recent|newest) ?(?:{count:number} )?commits?',
      '(?:(?:show|list|print|see|view)(?: me)?(?: the)? )?(?:git |commit )(?:log|history)',
    ],
    run: (slots) => show(`git log --oneline -n ${slots.count ?? '10'}`, 'git log', 'No commits.'),
  }),
  intent({
    id: 'git-branch',
    examples: ['Which branch am I on?', 'List the branches', 'What is the current branch?'],
    patterns: [
      "(?:what|which)(?: is|'s)?(?: the| my)?(?: current)?(?: git)? branch(?:es)?(?: am i on| are we on| is this| is active| exist)?",
      '(?:show|list|print)(?: me)?(?: the| all| my)*(?: current)?(?: git)? branch(?:es)?',
    ],
    run: () => show('git branch --list', 'git branch', 'No branches: there is no commit yet.'),
  }),
  intent({
    id: 'git-switch',
    examples: ['Create a branch feature/login', 'Switch to branch main', 'Checkout main'],
    patterns: [
      '(?:create|make|start)(?: a)?(?: new)?(?: git)? branch(?: named| called)? {create:word}',
      '(?:(?:git )?(?:switch|checkout|change|go)(?: to)?(?: the)? branch|(?:git )?checkout) {branch:word}',
    ],
    *run(slots) {
      const command = slots.create === undefined ? `git switch -- ${quote(slots.branch ?? '')}` : `git switch -c ${quote(slots.create)}`;
      const { failure, result } = yield* git(command, 'git switch');
      return failure ?? done(result.output === '' ? 'Switched.' : result.output);
    },
  }),
  intent({
    id: 'git-stage',
    examples: ['Stage all changes', 'Stage src/a.js'],
    patterns: [
      '(?:stage|git add)(?: {all:word})?(?: the)?(?: changes| files)?',
      '(?:stage|git add)(?: the)?(?: file)? {file:file}(?: file)?',
    ],
    accept: (slots) => slots.all === undefined || /^(?:all|everything|-A|\.)$/i.test(slots.all),
    *run(slots, talk) {
      const path = slots.file === undefined ? undefined : resolveFile(slots.file, talk);
      const { failure, result } = yield* git(`git add ${path === undefined ? '-A' : `-- ${quote(path)}`} && git status --short`, 'git add');
      return failure ?? done(result.output === '' ? 'There is nothing to stage.' : `Staged. The state now:\n${fence(result.output)}`);
    },
  }),
];
