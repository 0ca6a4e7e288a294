import { cachedShare, costText, formatOf, inputOf, sanitizeLine, shareText } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import type { SessionExport } from '@ock/schemas';
import { resolveOne } from '../../resolve-all.ts';
import { transcript } from '../../transcript.ts';

const DEFAULT_LIMIT = 50;

export default class SessionShow extends OcCommand {
  static override summary = 'what was said and done in a session';
  static override examples = ['<%= config.bin %> session show latest'];
  static override description = 'Without an id, the last session of this folder. What looks like a key is not shown.';
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };
  static override flags = {
    ids: Flags.boolean({ summary: 'with the ids of messages, which fork and revert take' }),
    limit: Flags.integer({ char: 'n', min: 1, default: DEFAULT_LIMIT, summary: 'how many of the last messages to show' }),
  };

  async run(): Promise<Pick<SessionExport, 'session' | 'messages'>> {
    const { args, flags } = await this.parse(SessionShow);
    const kernel = await this.kernel();
    const { sessions, session: found } = await resolveOne(kernel, args.id);
    const { session, messages } = await sessions.export(found.id);
    if (this.jsonEnabled()) return { session, messages };
    const { status } = await sessions.facts(found.id);
    this.#head(session, session.archived_at === undefined ? status : 'archived', messages.length);
    const hidden = Math.max(0, messages.length - flags.limit);
    if (hidden > 0) this.out(`\n${this.t('command-session.left_out', { count: hidden, total: messages.length })}`);
    for (const line of transcript(messages.slice(hidden), this.t, flags.ids)) this.out(line);
    return { session, messages };
  }

  #head(session: SessionExport['session'], status: string, count: number): void {
    const { id, title, directory, created_at, updated_at, model, agent, usage, cost_usd, cost_known } = session;
    const { dateTime, number } = formatOf(this.t);
    const say = (key: string, values: Record<string, string | number>) => this.out(this.t(`command-session.show_${key}`, values));
    say('title', { title: sanitizeLine(title) || this.t('command-session.untitled') });
    say('id', { id });
    say('status', { status: this.t(`command-session.is_${status}`) });
    say('folder', { directory: sanitizeLine(directory) });
    say('made', { created: dateTime(created_at), updated: dateTime(updated_at) });
    say('model', { model: sanitizeLine(model ?? '-'), agent: sanitizeLine(agent ?? '-') });
    say('spent', {
      input: number(inputOf(usage)),
      cached: shareText(cachedShare(usage), this.t),
      output: number(usage.output),
      cost: costText(cost_usd, cost_known, this.t),
    });
    say('count', { count });
  }
}
