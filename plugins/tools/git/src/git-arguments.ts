import { ToolError } from '@ock/kernel';
import type { GitInput } from './parameters.ts';

/** commits of a log when nothing is said */
const LOG_COMMITS = 20;
const MAX_COMMITS = 200;
/** one commit a record: hash, date, author, refs, subject */
export const LOG_FORMAT = '%h%x1f%ad%x1f%an%x1f%D%x1f%s';

type Build = (input: GitInput) => string[];

/** Each operation as arguments of git. What a caller named never stands where git would take it for an option. */
const BUILD: Record<GitInput['operation'], Build> = {
  status: ({ paths }) => ['status', '--porcelain=v2', '--branch', ...files(paths)],
  diff: ({ staged, ref, paths }) => [
    'diff',
    '--no-ext-diff',
    '--no-textconv',
    ...(staged ? ['--cached'] : []),
    ...word(ref, 'ref'),
    ...files(paths),
  ],
  log: ({ ref, paths, limit }) => [
    'log',
    `--max-count=${Math.min(limit ?? LOG_COMMITS, MAX_COMMITS)}`,
    `--format=${LOG_FORMAT}`,
    '--date=short',
    ...word(ref, 'ref'),
    ...files(paths),
  ],
  show: ({ ref, paths }) => ['show', '--no-ext-diff', '--no-textconv', '--stat', '--patch', ...word(ref ?? 'HEAD', 'ref'), ...files(paths)],
  blame: ({ ref, lines, paths }) => ['blame', '--date=short', ...range(lines), ...word(ref, 'ref'), ...files(one(paths, 'blame'))],
  branches: () => ['branch', '--list', '--all', '--verbose'],
  add: ({ paths }) => ['add', ...files(needed(paths, 'add'))],
  commit: ({ message, paths }) => ['commit', '--message', text(message), ...files(paths)],
  branch: ({ action, name, ref }) =>
    action === 'delete'
      ? ['branch', '--delete', ...word(given(name, 'name'), 'name')]
      : ['branch', ...word(given(name, 'name'), 'name'), ...word(ref, 'ref')],
  checkout: ({ create, name, ref, paths }) => {
    const at = ref ?? (create ? undefined : name);
    if (create) return ['checkout', '-b', ...word(given(name, 'name'), 'name'), ...word(at, 'ref')];
    if (paths?.length) return ['checkout', ...word(at, 'ref'), ...files(paths)];
    return ['checkout', ...word(given(at, 'ref'), 'ref'), '--'];
  },
  stash: ({ action = 'push', message, ref, paths }) => {
    if (action === 'list') return ['stash', 'list'];
    if (action === 'pop' || action === 'drop') return ['stash', action, ...word(ref, 'ref')];
    if (action !== 'push') throw unknownAction('stash', action, 'push, pop, list, drop');
    return ['stash', 'push', ...(message ? ['--message', message] : []), ...files(paths)];
  },
  push: ({ name, ref }) => ['push', ...(name || ref ? word(name ?? 'origin', 'name') : []), ...word(refspec(ref), 'ref')],
  pull: ({ name, ref }) => ['pull', '--ff-only', ...(name || ref ? word(name ?? 'origin', 'name') : []), ...word(ref, 'ref')],
  worktree: ({ action = 'list', name, ref }) => {
    if (action === 'list') return ['worktree', 'list', '--porcelain'];
    if (action === 'add' || action === 'create') return ['worktree', 'add', ...word(given(name, 'name'), 'name'), ...word(ref, 'ref')];
    if (action === 'remove' || action === 'delete') return ['worktree', 'remove', ...word(given(name, 'name'), 'name')];
    throw unknownAction('worktree', action, 'list, add, remove');
  },
};

/** @throws ToolError for what is missing, and for words that git would take for options */
export function gitArguments(input: GitInput): string[] {
  const build = BUILD[input.operation];
  if (!build) throw new ToolError(`git has no operation ${String(input.operation)} here. Operations: ${Object.keys(BUILD).join(', ')}.`);
  return build(input);
}

/** The same as a person would type it: what permission rules are held against. */
export function commandLine(args: readonly string[]): string {
  return ['git', ...args].map((arg) => (/^[\w@%+=:,./^~-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`)).join(' ');
}

function word(value: string | undefined, what: string): string[] {
  if (value === undefined) return [];
  if (value.startsWith('-') || value.trim() === '' || /[\n\0]/.test(value))
    throw new ToolError(`${what} ${JSON.stringify(value)} is none: it may not begin with "-".`);
  return [value];
}

function files(paths: readonly string[] | undefined): string[] {
  return paths?.length ? ['--', ...paths] : [];
}

function needed(paths: string[] | undefined, operation: string): string[] {
  if (!paths?.length) throw new ToolError(`${operation} needs paths.`);
  return paths;
}

function one(paths: string[] | undefined, operation: string): string[] {
  if (paths?.length !== 1) throw new ToolError(`${operation} needs exactly one path.`);
  return paths;
}

function given(value: string | undefined, what: string): string {
  if (!value) throw new ToolError(`${what} is missing.`);
  return value;
}

function text(message: string | undefined): string {
  if (!message?.trim()) throw new ToolError('commit needs a message.');
  return message;
}

function range(lines: string | undefined): string[] {
  if (lines === undefined) return [];
  if (!/^\d+(,[+-]?\d+)?$/.test(lines)) throw new ToolError('lines is "first,last".');
  return [`-L${lines}`];
}

/** A leading "+" is a forced push. */
function refspec(ref: string | undefined): string | undefined {
  if (ref?.startsWith('+') || ref?.startsWith(':'))
    throw new ToolError('Branches are neither pushed by force nor deleted on a remote here.');
  return ref;
}

function unknownAction(operation: string, action: string, known: string): ToolError {
  return new ToolError(`${operation} has no action ${action}. Actions: ${known}.`);
}
