import {
  childEnv,
  contextReport,
  costText,
  type Kernel,
  runProcess,
  type Slash,
  type SlashContext,
  sanitizeLine,
  type Translate,
} from '@ock/kernel';

/** ms that git may take to name the branch */
const GIT_MS = 2_000;

/** What this conversation is, and under what it works. */
export function createStatus(t: Translate): Slash {
  return {
    async run(context) {
      const { kernel, talk, table } = context;
      const { current } = talk;
      const folder = current?.session.directory ?? kernel.cwd;
      const branch = await branchOf(kernel, folder, context.signal);
      const mode = current ? current.workModeInfo?.id : talk.workMode;
      const style = current ? current.style : talk.outputStyle;
      const { effort } = talk;
      const rows: [key: string, value: string | undefined][] = [
        ['session', current ? [current.session.id, current.session.title].filter(Boolean).join('  ') : t('slash-state.no_session')],
        ['folder', folder],
        ['branch', branch],
        ['agent', talk.agent],
        ['mode', mode],
        ['style', style],
        ['model', talk.model],
        ['effort', effort === undefined ? undefined : String(effort)],
        ['permissions', talk.mode],
        ['sandbox', await sandboxOf(kernel, folder, t)],
        ['context', await contextOf(context, t)],
        ['cost', costOf(context, t)],
      ];
      table(rows.flatMap(([key, value]) => (value ? [[t(`slash-state.${key}`), sanitizeLine(value)]] : [])));
    },
  };
}

async function contextOf({ kernel, talk }: SlashContext, t: Translate): Promise<string | undefined> {
  if (!talk.current) return undefined;
  await talk.current.readView();
  const { format } = kernel.language;
  const { used, context } = contextReport(talk.current);
  if (context === undefined) return t('slash-state.context_used', { used: format.compact(used) });
  return t('slash-state.context_of', {
    used: format.compact(used),
    context: format.compact(context),
    share: format.percent(used / context),
  });
}

function costOf({ talk }: SlashContext, t: Translate): string | undefined {
  const session = talk.current?.session;
  return session && costText(session.cost_usd, session.cost_known, t);
}

async function sandboxOf(kernel: Kernel, folder: string, t: Translate): Promise<string | undefined> {
  if (!kernel.find('service', 'sandbox')) return undefined;
  const { mode, works, why, backend } = await (await kernel.use('service', 'sandbox')).status(folder);
  if (works) return t('slash-state.sandbox_on', { mode, backend: backend ?? '' });
  return mode === 'off' ? t('slash-state.sandbox_off') : t('slash-state.sandbox_fails', { why: why ?? '' });
}

async function branchOf(kernel: Kernel, cwd: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { exitCode, text } = await runProcess('git', ['symbolic-ref', '--short', 'HEAD'], {
      cwd,
      env: childEnv(kernel),
      timeoutMs: GIT_MS,
      signal,
    });
    return exitCode === 0 ? text.trim() : undefined;
  } catch {
    return undefined; // no git here
  }
}
