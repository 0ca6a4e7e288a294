import type { Check, Checker } from '../check.ts';

/** What the terminal is, as far as a program can know. */
export const terminal: Checker = async ({ kernel, t }) => {
  const { env } = kernel.options;
  const { stdin, stdout, stderr } = process;
  const ttys = { stdin: Boolean(stdin.isTTY), stdout: Boolean(stdout.isTTY), stderr: Boolean(stderr.isTTY) };
  const yes = Object.entries(ttys).flatMap(([name, on]) => (on ? [name] : []));
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const utf8 = process.platform === 'win32' || /utf-?8/i.test(locale);
  const facts = [env.TERM, env.TERM_PROGRAM, stdout.isTTY ? `${stdout.columns}×${stdout.rows}` : undefined, env.COLORTERM].filter(Boolean);
  const checks: Check[] = [
    {
      group: 'terminal',
      id: 'terminal',
      status: 'info',
      text: t('command-doctor.terminal', { ttys: yes.join(', ') || '-', facts: facts.join(', ') || '-' }),
      data: {
        ...ttys,
        term: env.TERM ?? null,
        columns: stdout.columns ?? null,
        no_color: Boolean(env.NO_COLOR),
        force_color: env.FORCE_COLOR ?? null,
      },
    },
  ];
  if (!utf8 && stdout.isTTY) {
    checks.push({
      group: 'terminal',
      id: 'locale',
      status: 'warn',
      text: t('command-doctor.locale', { locale: locale || '-' }),
      fix: t('command-doctor.locale_fix'),
    });
  }
  return checks;
};
