import { KernelError, type LspAnswer, resolvePath } from '@ock/kernel';
import { Args, Flags } from '@ock/kernel/command';
import { LspCommand } from '../../lsp-command.ts';

export default class LspSymbols extends LspCommand {
  static override summary = 'names that a file or the whole project defines';
  static override examples = ['<%= config.bin %> lsp symbols src/main.ts', '<%= config.bin %> lsp symbols --workspace parse'];
  static override args = { file: Args.string({ ignoreStdin: true, description: 'file; with --workspace any one of the language' }) };
  static override flags = {
    workspace: Flags.string({ char: 'w', summary: 'part of a name, looked for in the whole project', helpValue: 'NAME' }),
  };

  async run(): Promise<LspAnswer> {
    const { args, flags } = await this.parse(LspSymbols);
    const kernel = await this.kernel();
    const file = args.file === undefined ? {} : { file: resolvePath(args.file, kernel.cwd) };
    if (flags.workspace !== undefined) return this.ask({ operation: 'workspaceSymbols', query: flags.workspace, ...file });
    if (args.file === undefined) throw new KernelError('OC_INPUT', { message: this.t('command-lsp.no_file') });
    return this.ask({ operation: 'symbols', ...file });
  }
}
