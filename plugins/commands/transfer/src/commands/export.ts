import { KernelError, resolvePath, type SessionService, sanitizeLine, sessionFileName } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import type { SessionExport } from '@ock/schemas';
import { markdown } from '../markdown.ts';
import { saveFile } from '../save-file.ts';

const FORMATS = ['json', 'markdown', 'html'] as const;
const EXTENSIONS = { json: 'json', markdown: 'md', html: 'html' } as const;

export default class Export extends OcCommand {
  static override summary = 'write a session to a file';
  static override description =
    'Without an id, the last session of this folder. What looks like a key is left out, with --sanitize also what tells of you and this machine; read the file all the same before you pass it on. import reads the JSON form.';
  static override enableJsonFlag = true;
  static override examples = [
    '<%= config.bin %> export',
    '<%= config.bin %> export 4n8m -o session.json',
    '<%= config.bin %> export --format markdown -o -',
  ];
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };
  static override flags = {
    output: Flags.string({ char: 'o', summary: 'file to write; - is standard output', helpValue: 'FILE' }),
    format: Flags.option({ options: FORMATS, default: 'json' as const, summary: 'JSON to import again; markdown or HTML to read' })(),
    sanitize: Flags.boolean({
      summary: 'take out paths of home, user and host names, e-mail addresses, and contents of attached files',
    }),
    children: Flags.boolean({ summary: 'the sessions of its sub-agents, too; JSON only' }),
    force: Flags.boolean({ char: 'f', summary: 'overwrite the file' }),
  };

  async run(): Promise<SessionExport | { sessions: SessionExport[] } | { id: string; file: string; messages: number }> {
    const { args, flags } = await this.parse(Export);
    const kernel = await this.kernel();
    const sessions = await kernel.use('service', 'sessions');
    const { id } = await sessions.resolve(args.id ?? 'latest', kernel.cwd);
    const { sanitize } = flags;
    const data = await sessions.export(id, { sanitize });
    const all = flags.children ? { sessions: [data, ...(await below(sessions, id, sanitize))] } : data;
    if (flags.children && flags.format !== 'json') throw new KernelError('OC_USAGE', { message: this.t('command-transfer.children_json') });
    const content = await this.#content(flags.format, all, data, sessions);
    if (flags.output === '-') {
      this.out(content.replace(/\n$/, ''));
      return all;
    }
    const name = flags.output ?? sessionFileName(data.session, EXTENSIONS[flags.format]);
    const file = resolvePath(name, kernel.cwd);
    await saveFile(file, content, { force: flags.force, t: this.t });
    const { title } = data.session;
    this.out(
      this.t('command-transfer.exported', {
        title: sanitizeLine(title) || this.t('command-transfer.untitled'),
        count: data.messages.length,
        file,
      }),
    );
    return { id, file, messages: data.messages.length };
  }

  async #content(format: (typeof FORMATS)[number], all: unknown, data: SessionExport, sessions: SessionService): Promise<string> {
    if (format === 'json') return `${JSON.stringify(all, null, 2)}\n`;
    return format === 'html' ? sessions.page(data) : markdown(data, this.t);
  }
}

/** Parents before their children, so that import knows them. */
async function below(sessions: SessionService, id: string, sanitize: boolean): Promise<SessionExport[]> {
  const known = await sessions.list({ children: true, archived: 'too' });
  const family = new Set([id]);
  // a Set grows while it is walked: grandchildren are found too, and a cycle ends
  for (const member of family) for (const session of known) if (session.parent_id === member) family.add(session.id);
  family.delete(id);
  return Promise.all([...family].map((child) => sessions.export(child, { sanitize })));
}
