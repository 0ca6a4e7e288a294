import { cachedShare, costText, formatOf, inputOf, sanitizeLine, shareText } from '@ock/kernel';
import { Args, OcCommand, table } from '@ock/kernel/command';
import { gatherStats, type SessionStats } from '../../gather-stats.ts';
import { resolveOne } from '../../resolve-all.ts';

export default class SessionStatsCommand extends OcCommand {
  static override summary = 'what a session did: messages, calls, tokens, cost, changes of files';
  static override examples = ['<%= config.bin %> session stats latest'];
  static override description = 'Sub-agents are counted with it. Changes are those that stand.';
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };

  async run(): Promise<SessionStats & { id: string; bytes: number }> {
    const { args } = await this.parse(SessionStatsCommand);
    const kernel = await this.kernel();
    const { sessions, session } = await resolveOne(kernel, args.id);
    const stats = await gatherStats(kernel, sessions, session);
    const { bytes } = await sessions.facts(session.id);
    this.#print(stats, bytes);
    return { id: session.id, ...stats, bytes };
  }

  #print(stats: SessionStats, bytes: number): void {
    const { messages, children, usage, changes, tools, cost_usd, cost_known } = stats;
    const say = (key: string, values: Record<string, string | number>) => this.out(this.t(`command-session.stats_${key}`, values));
    const { number, bytes: size } = formatOf(this.t);
    say('messages', { ...messages, children });
    say('tokens', { input: number(inputOf(usage)), cached: shareText(cachedShare(usage), this.t), output: number(usage.output) });
    say('cost', { cost: costText(cost_usd, cost_known, this.t) });
    say('changes', { ...changes });
    say('size', { size: size(bytes) });
    if (tools.length === 0) return;
    const head = ['tool', 'calls', 'failed'].map((key) => this.t(`command-session.stats_${key}`));
    const rows = tools.map(({ tool, calls, failed }) => [sanitizeLine(tool), number(calls), number(failed)]);
    this.out();
    for (const line of table([head, ...rows])) this.out(line);
  }
}
