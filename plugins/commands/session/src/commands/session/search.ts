import { type SearchMatch, sanitizeLine } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';

const DEFAULT_LIMIT = 20;

interface Found {
  id: string;
  title: string;
  directory: string;
  updated_at: number;
  hits: SearchMatch['hits'];
}

export default class SessionSearch extends OcCommand {
  static override summary = 'find sessions by what was said and done in them';
  static override description =
    'All words must stand in one place: a title, a prompt, an answer, a call or its output; case does not count. It reads the sessions of this folder, the last changed first, until enough are found.';
  static override enableJsonFlag = true;
  static override strict = false;
  static override examples = ['<%= config.bin %> session search login test', '<%= config.bin %> session search --all ECONNREFUSED'];
  static override args = { text: Args.string({ required: true, description: 'words; further ones belong to it' }) };
  static override flags = {
    all: Flags.boolean({ char: 'a', summary: 'sessions of every folder' }),
    archived: Flags.boolean({ summary: 'archived ones, too' }),
    children: Flags.boolean({ summary: 'those of sub-agents, too' }),
    limit: Flags.integer({ char: 'n', min: 1, default: DEFAULT_LIMIT, summary: 'sessions to find' }),
  };

  async run(): Promise<Found[]> {
    const { argv, flags } = await this.parse(SessionSearch);
    const kernel = await this.kernel();
    const sessions = await kernel.use('service', 'sessions');
    const matches = await this.working((tell) =>
      sessions.search((argv as string[]).join(' '), {
        limit: flags.limit,
        signal: kernel.signal,
        ...(!flags.all && { directory: kernel.cwd }),
        ...(flags.archived && { archived: 'too' as const }),
        ...(flags.children && { children: true }),
        onProgress: (read, total) => tell(`${read}/${total}`),
      }),
    );
    if (matches.length === 0) this.note(this.t('command-session.nothing_found', { text: (argv as string[]).join(' ') }));
    for (const match of matches) this.#print(match, kernel.language.format.ago(match.session.updated_at));
    return matches.map(({ session: { id, title, directory, updated_at }, hits }) => ({ id, title, directory, updated_at, hits }));
  }

  #print({ session, hits }: SearchMatch, age: string): void {
    this.out(`${session.id}  ${age}  ${sanitizeLine(session.title) || this.t('command-session.untitled')}`);
    for (const { kind, snippet } of hits) if (kind !== 'title') this.out(`  ${this.t(`command-session.in_${kind}`)}  ${snippet.trim()}`);
  }
}
