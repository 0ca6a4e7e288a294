import { type Kernel, KernelError, type Translate } from '@ock/kernel';
import { runStep } from './run-step.ts';

export interface GitState {
  branch: string;
  commit: string;
  /** commits that the remote has and this checkout has not */
  behind: number;
  /** files changed here */
  dirty: boolean;
}

/** Asks the remote what is new. @throws OC_NETWORK, OC_INPUT when the branch follows no remote */
export async function gitState(kernel: Kernel, root: string, t: Translate): Promise<GitState> {
  const git = (...args: string[]) => runStep(kernel, root, ['git', ...args]);
  const branch = await git('rev-parse', '--abbrev-ref', 'HEAD');
  const upstream = await git('rev-parse', '--abbrev-ref', '@{upstream}').catch((cause: unknown) => {
    throw new KernelError('OC_INPUT', { message: t('command-upgrade.no_upstream', { branch }) }, { cause });
  });
  await git('fetch', '--quiet');
  const [commit, behind, changes] = await Promise.all([
    git('rev-parse', '--short', 'HEAD'),
    git('rev-list', '--count', `HEAD..${upstream}`),
    git('status', '--porcelain', '--untracked-files=no'),
  ]);
  return { branch, commit, behind: Number(behind), dirty: changes !== '' };
}

/** The steps that bring a checkout up to date, in order. */
export const GIT_STEPS: string[][] = [
  ['git', 'merge', '--ff-only', '@{upstream}'],
  ['npm', 'install'],
  ['npm', 'run', 'build'],
];
