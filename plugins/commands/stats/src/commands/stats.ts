import { Flags, OcCommand } from '@ock/kernel/command';
import { type Stats as Gathered, gather } from '../gather.ts';
import { statsText } from '../stats-text.ts';

export default class Stats extends OcCommand {
  static override summary = 'tokens, cost, cached share and calls of stored sessions';
  static override description = 'Days are those of this machine. The cost of a model whose price is not known is shown as unknown.';
  static override enableJsonFlag = true;
  static override examples = [
    '<%= config.bin %> stats --days 7 --models',
    '<%= config.bin %> stats --project --tools',
    '<%= config.bin %> stats --json',
  ];
  static override flags = {
    days: Flags.integer({ min: 1, max: 36_500, summary: 'only the last so many days, today among them', helpValue: 'N' }),
    models: Flags.boolean({ summary: 'a line for each model' }),
    tools: Flags.boolean({ summary: 'a line for each tool; reads all that was said' }),
    project: Flags.boolean({ summary: 'only sessions of this folder' }),
  };

  async run(): Promise<Gathered> {
    const { flags } = await this.parse(Stats);
    const kernel = await this.kernel();
    const sessions = await kernel.use('service', 'sessions');
    const stats = await gather(sessions, {
      tools: flags.tools,
      ...(flags.days !== undefined && { since: firstMoment(flags.days) }),
      ...(flags.project && { directory: kernel.cwd }),
    });
    if (this.jsonEnabled()) return stats;
    if (stats.turns === 0) this.note(this.t('command-stats.none'));
    else for (const line of statsText(stats, this.t, { models: flags.models, tools: flags.tools, days: flags.days })) this.out(line);
    return stats;
  }
}

/** Midnight before so many days, today counted. */
function firstMoment(days: number): number {
  const date = new Date();
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() - days + 1);
  return date.getTime();
}
