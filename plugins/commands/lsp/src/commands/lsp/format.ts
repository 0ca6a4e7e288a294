import { resolvePath, type ToolOutput } from '@ock/kernel';
import { FILE, LspCommand } from '../../lsp-command.ts';

export default class LspFormat extends LspCommand {
  static override summary = 'format a file as its language server does';
  static override examples = ['<%= config.bin %> lsp format src/main.ts'];
  static override args = FILE;

  async run(): Promise<ToolOutput> {
    const { args } = await this.parse(LspFormat);
    const kernel = await this.kernel();
    return this.edit({ operation: 'format', filePath: resolvePath(args.file, kernel.cwd) });
  }
}
