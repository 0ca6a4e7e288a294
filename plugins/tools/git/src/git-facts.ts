import { LOG_FORMAT } from './git-arguments.ts';

export interface StatusFacts {
  branch?: string;
  upstream?: string;
  ahead?: number;
  behind?: number;
  /** `XY` as in `git status --short`: index, then work tree */
  files: { status: string; path: string; from?: string }[];
}

/** Reads `git status --porcelain=v2 --branch`. */
export function readStatus(text: string): StatusFacts {
  const facts: StatusFacts = { files: [] };
  for (const line of text.split('\n')) {
    const [, key, value = ''] = /^# branch\.(\w+) (.*)$/.exec(line) ?? [];
    if (key === 'head') facts.branch = value;
    else if (key === 'upstream') facts.upstream = value;
    else if (key === 'ab') [facts.ahead, facts.behind] = value.split(' ').map((count) => Math.abs(Number(count)));
    const changed = /^1 (\S\S) (?:\S+ ){6}(.*)$/.exec(line) ?? /^u (\S\S) (?:\S+ ){8}(.*)$/.exec(line);
    const renamed = /^2 (\S\S) (?:\S+ ){7}([^\t]*)\t(.*)$/.exec(line);
    const other = /^([?!]) (.*)$/.exec(line);
    if (changed) facts.files.push({ status: (changed[1] ?? '').replaceAll('.', ' '), path: changed[2] ?? '' });
    else if (renamed) facts.files.push({ status: (renamed[1] ?? '').replaceAll('.', ' '), path: renamed[2] ?? '', from: renamed[3] ?? '' });
    else if (other) facts.files.push({ status: `${other[1]}${other[1]}`, path: other[2] ?? '' });
  }
  return facts;
}

export function statusText({ branch, upstream, ahead = 0, behind = 0, files }: StatusFacts): string {
  const way = [...(ahead > 0 ? [`${ahead} ahead`] : []), ...(behind > 0 ? [`${behind} behind`] : [])].join(', ');
  const head = `On ${branch ?? 'no branch'}${upstream ? ` (${upstream}${way ? `: ${way}` : ''})` : ''}`;
  if (files.length === 0) return `${head}. Nothing changed.`;
  return [
    `${head}. ${files.length} changed:`,
    ...files.map(({ status, path, from }) => `${status} ${from === undefined ? path : `${from} -> ${path}`}`),
  ].join('\n');
}

export interface Commit {
  hash: string;
  date: string;
  author: string;
  refs?: string;
  subject: string;
}

/** Reads `git log --format=LOG_FORMAT`. */
export function readLog(text: string): Commit[] {
  const fields = LOG_FORMAT.split('%x1f').length;
  return text.split('\n').flatMap((line) => {
    const parts = line.split('\x1f');
    if (parts.length < fields) return [];
    const [hash = '', date = '', author = '', refs = '', ...subject] = parts;
    return [{ hash, date, author, ...(refs && { refs }), subject: subject.join(' ') }];
  });
}

export function logText(commits: readonly Commit[]): string {
  return commits
    .map(({ hash, date, author, refs, subject }) => `${hash} ${date} ${author}${refs ? ` (${refs})` : ''}: ${subject}`)
    .join('\n');
}
