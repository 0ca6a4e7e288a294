import type { Translate } from '@ock/kernel';
import type { BackgroundCommand } from './background-command.ts';

/** How a background command is, for people. */
export function stateText({ result, seconds }: Pick<BackgroundCommand, 'result' | 'seconds'>, t: Translate): string {
  if (!result) return t('tool-bash.state-runs', { seconds });
  if (result.timedOut) return t('tool-bash.state-timed-out', { seconds });
  return result.exitCode === null
    ? t('tool-bash.state-signal', { signal: result.signal ?? '?' })
    : t('tool-bash.state-ended', { code: result.exitCode });
}
