import { reasoned } from '@ock/kernel';
import type { Check, Checker } from '../check.ts';

const GROUP = 'config';

/** Files read, the profile, and what was wrong with any of it. */
export const configuration: Checker = async ({ kernel, t }) => {
  const { files, notices, profile, untrustedKeys } = kernel.config;
  const read = files.filter(({ status }) => status === 'read' || status === 'error');
  const checks: Check[] = read.map(({ path, layer, status }) => ({
    group: GROUP,
    id: path,
    status: status === 'read' ? 'ok' : 'fail',
    text: t(status === 'read' ? 'command-doctor.file' : 'command-doctor.file_bad', { path, layer }),
    ...(status === 'error' && { fix: t('command-doctor.file_fix') }),
    data: { path, layer, status },
  }));
  if (read.length === 0)
    checks.push({ group: GROUP, id: 'files', status: 'info', text: t('command-doctor.no_files', { dir: kernel.paths.config }) });
  if (profile !== undefined) checks.push({ group: GROUP, id: 'profile', status: 'info', text: t('command-doctor.profile', { profile }) });
  for (const { level, code, args } of notices) {
    const status = level === 'error' ? 'fail' : level === 'warn' ? 'warn' : 'info';
    checks.push({ group: GROUP, id: code, status, text: t(`notice.${code}`, reasoned(args, t)) });
  }
  if (untrustedKeys.length) {
    const text = t('command-doctor.untrusted', { keys: untrustedKeys.join(', ') });
    checks.push({ group: GROUP, id: 'untrusted', status: 'warn', text, fix: t('command-doctor.untrusted_fix') });
  }
  return checks;
};
