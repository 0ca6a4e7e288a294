import { childEnv, findOnPath, findRipgrep, resolvePath } from '@ock/kernel';
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
    ...(await sandbox(context)),
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

/** What the sandbox says of itself once it was tried. */
async function sandbox({ kernel, t }: CheckContext): Promise<Check[]> {
  if (!kernel.find('service', 'sandbox')) return [];
  const status = await (await kernel.use('service', 'sandbox')).status(resolvePath('.', kernel.cwd));
  const { mode, network, works, backend, version = '', why = '', tried } = status;
  const base = { group: GROUP, id: 'sandbox', data: { mode, network, works, ...(backend && { backend }), tried } } as const;
  if (works)
    return [{ ...base, status: 'ok', text: t('command-doctor.sandbox', { backend: `${backend} ${version}`.trim(), mode, network }) }];
  if (mode === 'off') return [{ ...base, status: 'info', text: t('command-doctor.sandbox_off') }];
  const fix = process.platform === 'linux' ? { fix: t('command-doctor.sandbox_fix') } : {};
  return [
    { ...base, status: process.platform === 'linux' ? 'warn' : 'info', text: t('command-doctor.sandbox_broken', { reason: why }), ...fix },
  ];
}

export function exe(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}
