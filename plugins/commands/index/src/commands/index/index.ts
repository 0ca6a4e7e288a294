import { type ProjectIndex, resolvePath, sanitize } from '@ock/kernel';
import { Flags, OcCommand } from '@ock/kernel/command';

export default class Index extends OcCommand {
  static override summary = 'what is in this project: languages, folders, scripts, entry points, tests';
  static override examples = ['<%= config.bin %> index', '<%= config.bin %> index --json'];
  static override enableJsonFlag = true;
  static override flags = {
    path: Flags.string({ char: 'C', summary: 'another folder', helpValue: 'DIR' }),
    query: Flags.string({ char: 'q', summary: 'only what has these words, and files by their paths', helpValue: 'WORDS' }),
    refresh: Flags.boolean({ summary: 'make it anew even if nothing changed' }),
  };

  async run(): Promise<ProjectIndex> {
    const { flags } = await this.parse(Index);
    const kernel = await this.kernel();
    const service = await kernel.use('service', 'project-index');
    const folder = resolvePath(flags.path ?? '.', kernel.cwd);
    const index = await this.working(() => service.read(folder, { signal: kernel.signal, refresh: flags.refresh }));
    const text = await service.describe(index, {
      signal: kernel.signal,
      t: this.t,
      ...(flags.query !== undefined && { query: flags.query }),
    });
    this.out(sanitize(`${index.root}\n${text}`));
    return index;
  }
}
