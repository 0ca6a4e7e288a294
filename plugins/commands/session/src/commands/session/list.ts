import type { SessionFacts, SessionStatus } from '@ock/kernel';
import { Flags, OcCommand } from '@ock/kernel/command';
import type { Session } from '@ock/schemas';
import { sessionTable } from '../../session-table.ts';

const DEFAULT_LIMIT = 20;

export default class SessionList extends OcCommand {
  static override summary = 'sessions of this folder, the last changed first';
  static override enableJsonFlag = true;
  static override examples = ['<%= config.bin %> session list', '<%= config.bin %> session list --all --search "failing test"'];
  static override flags = {
    all: Flags.boolean({ char: 'a', summary: 'sessions of every folder' }),
    archived: Flags.boolean({ summary: 'only those that are archived' }),
    children: Flags.boolean({ summary: 'those of sub-agents, too' }),
    limit: Flags.integer({ char: 'n', min: 1, default: DEFAULT_LIMIT, summary: 'how many to show' }),
    search: Flags.string({ summary: 'words that the title must have', helpValue: 'TEXT' }),
  };

  async run(): Promise<(Omit<Session, 'state'> & { status: SessionStatus; bytes: number })[]> {
    const { flags } = await this.parse(SessionList);
    const kernel = await this.kernel();
    const sessions = await kernel.use('service', 'sessions');
    const all = await sessions.list({
      ...(!flags.all && { directory: kernel.cwd }),
      ...(flags.children && { children: true }),
      ...(flags.archived && { archived: 'only' as const }),
      ...(flags.search !== undefined && { search: flags.search }),
    });
    const shown = all.slice(0, flags.limit);
    const facts = new Map<string, SessionFacts>();
    for (const { id } of shown) facts.set(id, await sessions.facts(id));
    if (!this.jsonEnabled()) this.#print(shown, all.length, { ...flags, facts });
    return shown.map(({ state: _state, ...session }) => ({ ...session, ...(facts.get(session.id) as SessionFacts) }));
  }

  #print(
    shown: readonly Session[],
    total: number,
    { all, search, facts }: { all: boolean; search?: string | undefined; facts: ReadonlyMap<string, SessionFacts> },
  ): void {
    if (total === 0) {
      const key = search !== undefined ? 'none_found' : all ? 'none' : 'none_here';
      this.note(this.t(`command-session.${key}`, { search }));
      return;
    }
    const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
    for (const line of sessionTable(shown, this.t, { folders: all, columns, facts })) this.out(line);
    if (shown.length < total) this.note(this.t('command-session.more', { shown: shown.length, total }));
  }
}
