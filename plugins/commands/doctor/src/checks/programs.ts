import { childEnv, findOnPath, findRipgrep } from '@ock/kernel';
import type { Check, CheckContext, Checker } from '../check.ts';
import { runQuietly } from '../run-quietly.ts';

const GROUP = 'programs';

/** Programs the tools call: git, ripgrep, bash, and the sandbox. */
export const programs: Checker = async (context) => {
  const path = childEnv(context.kernel).PATH;
  return Promise.all([
    program(context, 'ripgrep', findRipgrep(context.kernel.options.env), 'fail'),
    program(context, 'git', findOnPath(exe('git'), path), 'warn'),
    program(context, 'bash', findOnPath(exe('bash'), path), 'warn'),
    sandbox(context, path),
  ]);
};

async function program(context: CheckContext, id: string, file: string | undefined, without: 'fail' | 'warn'): Promise<Check> {
  const { t } = context;
  const answer = file === undefined ? undefined : await runQuietly(context, file, ['--version']);
  if (answer?.code === 0) {
    const version = answer.text.split('\n')[0] ?? '';
    return { group: GROUP, id, status: 'ok', text: `${version} (${file})`, data: { path: file, version } };
  }
  const text = t(file === undefined ? 'command-doctor.absent' : 'command-doctor.broken', { program: id, file });
  return { group: GROUP, id, status: without, text, fix: t(`command-doctor.${id}_fix`) };
}

/** A real run inside the sandbox: where namespaces are forbidden, the program is there and does not work. */
async function sandbox(context: CheckContext, path: string | undefined): Promise<Check> {
  const { t } = context;
  const base = { group: GROUP, id: 'sandbox' } as const;
  if (process.platform !== 'linux')
    return { ...base, status: 'info', text: t('command-doctor.sandbox_platform', { platform: process.platform }) };
  const file = findOnPath('bwrap', path);
  if (!file)
    return { ...base, status: 'warn', text: t('command-doctor.absent', { program: 'bubblewrap' }), fix: t('command-doctor.sandbox_fix') };
  const probe = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-all', '--die-with-parent', '--new-session', 'true'];
  const answer = await runQuietly(context, file, probe);
  if (answer?.code === 0) return { ...base, status: 'ok', text: t('command-doctor.sandbox', { file }), data: { path: file } };
  const message = answer?.text.split('\n')[0] ?? '';
  return { ...base, status: 'warn', text: t('command-doctor.sandbox_broken', { file, message }), fix: t('command-doctor.sandbox_fix') };
}

export function exe(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}
