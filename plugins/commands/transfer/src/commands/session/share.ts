import { resolvePath, sanitizeLine, sessionFileName } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { saveFile } from '../../save-file.ts';

export default class SessionShare extends OcCommand {
  static override summary = 'write a session as a web page that you can pass on';
  static override description =
    'One HTML file that needs nothing else: no service, no scripts, no addresses. Paths of home, user and host names, e-mail addresses and keys are taken out; read it all the same before you pass it on.';
  static override enableJsonFlag = true;
  static override examples = ['<%= config.bin %> session share', '<%= config.bin %> session share 4n8m -o talk.html'];
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };
  static override flags = {
    output: Flags.string({ char: 'o', summary: 'file to write; - is standard output', helpValue: 'FILE' }),
    raw: Flags.boolean({ summary: 'leave names, paths and pictures in; keys are taken out all the same' }),
    force: Flags.boolean({ char: 'f', summary: 'overwrite the file' }),
  };

  async run(): Promise<{ id: string; file: string; bytes: number }> {
    const { args, flags } = await this.parse(SessionShare);
    const kernel = await this.kernel();
    const sessions = await kernel.use('service', 'sessions');
    const { id } = await sessions.resolve(args.id ?? 'latest', kernel.cwd);
    const data = await sessions.export(id, { sanitize: !flags.raw });
    const page = await sessions.page(data);
    const bytes = Buffer.byteLength(page);
    if (flags.output === '-') {
      this.out(page.replace(/\n$/, ''));
      return { id, file: '-', bytes };
    }
    const file = resolvePath(flags.output ?? sessionFileName(data.session, 'html'), kernel.cwd);
    await saveFile(file, page, { force: flags.force, t: this.t });
    const title = sanitizeLine(data.session.title) || this.t('command-transfer.untitled');
    this.out(this.t('command-transfer.exported', { title, count: data.messages.length, file }));
    return { id, file, bytes };
  }
}
