import type { LspAnswer, ToolOutput } from '@ock/kernel';
import { Args, Flags } from '@ock/kernel/command';
import { LspCommand, SYMBOL } from '../../lsp-command.ts';
import { parsePlace } from '../../place.ts';

export default class LspActions extends LspCommand {
  static override summary = 'what the language server offers to change at a place';
  static override examples = [
    '<%= config.bin %> lsp actions src/a.ts:3',
    '<%= config.bin %> lsp actions src/a.ts --apply "Organize imports"',
  ];
  static override args = { place: Args.string({ required: true, ignoreStdin: true, description: 'FILE, FILE:LINE or FILE:LINE:COL' }) };
  static override flags = { ...SYMBOL, apply: Flags.string({ summary: 'make the change of this title', helpValue: 'TITLE' }) };

  async run(): Promise<LspAnswer | ToolOutput> {
    const { args, flags } = await this.parse(LspActions);
    if (flags.apply === undefined) return this.answer('codeActions', args.place, { ...flags, needed: 'file' });
    const kernel = await this.kernel();
    const { file, ...at } = parsePlace(args.place, kernel.cwd, this.t, 'file');
    const symbol = flags.symbol === undefined ? {} : { symbol: flags.symbol };
    return this.edit({ operation: 'codeAction', filePath: file, ...at, ...symbol, title: flags.apply });
  }
}
