import type { LspInstalled } from '@ock/kernel';
import { Args } from '@ock/kernel/command';
import { LspCommand } from '../../lsp-command.ts';

export default class LspInstall extends LspCommand {
  static override summary = 'install a language server from npm, into the data folder';
  static override description = 'Scripts of packages do not run. Where npm does not have the server, the command that installs it is told.';
  static override examples = ['<%= config.bin %> lsp install python'];
  static override args = { language: Args.string({ required: true, ignoreStdin: true, description: 'language, as in lsp status' }) };

  async run(): Promise<LspInstalled> {
    const { args } = await this.parse(LspInstall);
    const kernel = await this.kernel();
    const service = await this.service();
    const installed = await this.working(() => service.install(args.language, kernel.signal));
    this.out(this.t('command-lsp.installed', { server: installed.server, dir: installed.dir }));
    for (const [name, version] of Object.entries(installed.packages)) this.out(this.t('command-lsp.package', { name, version }));
    return installed;
  }
}
