import { costText, errorText, KernelError, sanitizeLine } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { gatherStats, type SessionStats } from '../../gather-stats.ts';
import { resolveOne } from '../../resolve-all.ts';
import { type Summary, sumUp } from '../../sum-up.ts';

interface Answer extends Pick<SessionStats, 'changes' | 'cost_usd' | 'cost_known'> {
  id: string;
  title: string;
  status: string;
  summary?: string;
  model?: string;
  /** why there is no summary */
  error?: { code: string; message: string };
}

export default class SessionSummary extends OcCommand {
  static override summary = 'what a session came to, and what it changed';
  static override description =
    'A model writes it (the hidden agent summary), anew when more was said; what that costs counts for the session.';
  static override examples = ['<%= config.bin %> session summary latest', '<%= config.bin %> session summary latest --json'];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };
  static override flags = { refresh: Flags.boolean({ summary: 'have it written anew' }) };

  async run(): Promise<Answer> {
    const { args, flags } = await this.parse(SessionSummary);
    const kernel = await this.kernel();
    const { sessions, session } = await resolveOne(kernel, args.id);
    const { id, title } = session;
    const { status } = await sessions.facts(id);
    let summary: Summary | undefined;
    let error: Answer['error'];
    try {
      summary = await sumUp(kernel, sessions, session, flags.refresh);
    } catch (caught) {
      if (kernel.signal.aborted || !(caught instanceof KernelError)) throw caught;
      process.exitCode = caught.exitCode || 1;
      error = { code: caught.code, message: errorText(caught, this.t) };
    }
    const { changes, cost_usd, cost_known } = await gatherStats(kernel, sessions, (await sessions.get(id)) ?? session);
    this.out(this.t('command-session.show_title', { title: sanitizeLine(title) || this.t('command-session.untitled') }));
    if (summary) this.out(`\n${summary.text}\n`);
    else this.note(error?.message ?? this.t('command-session.no_summary'));
    this.out(this.t('command-session.stats_changes', { ...changes }));
    this.out(this.t('command-session.stats_cost', { cost: costText(cost_usd, cost_known, this.t) }));
    return {
      id,
      title,
      status,
      ...(summary && { summary: summary.text, model: summary.model }),
      ...(error && { error }),
      changes,
      cost_usd,
      cost_known,
    };
  }
}
