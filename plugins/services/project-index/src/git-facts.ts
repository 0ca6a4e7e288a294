import { findOnPath, type ProjectIndex, runLines } from '@ock/kernel';

const TIMEOUT_MS = 5_000;
/** the repository's settings may name programs to run: none is needed to look at the last commit */
const QUIET = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'log.showSignature=false', '-c', 'core.pager=cat'];

/** Branch and last commit. @returns undefined outside a repository, in an empty one and without git */
export async function gitFacts(root: string, env: Record<string, string>, signal: AbortSignal): Promise<ProjectIndex['git']> {
  const git = findOnPath('git');
  if (!git) return undefined;
  const lines: string[] = [];
  const run = await runLines(git, [...QUIET, 'log', '-1', '--no-color', '--format=%h%n%cI%n%s%n%D'], {
    cwd: root,
    signal,
    timeoutMs: TIMEOUT_MS,
    env: { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
    onLine: (line) => lines.push(line) < 10,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EACCES') return undefined;
    throw error;
  });
  const [commit, date = '', subject = '', refs = ''] = lines;
  if (run?.exitCode !== 0 || !commit) return undefined;
  const branch = /^HEAD -> ([^,]+)/.exec(refs)?.[1];
  return { ...(branch && { branch }), commit, date, subject: subject.slice(0, 200) };
}
