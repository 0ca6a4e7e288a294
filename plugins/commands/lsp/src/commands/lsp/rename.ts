import type { ToolOutput } from '@ock/kernel';
import { Args } from '@ock/kernel/command';
import { LspCommand, PLACE, SYMBOL } from '../../lsp-command.ts';
import { parsePlace } from '../../place.ts';

export default class LspRename extends LspCommand {
  static override summary = 'rename what stands at a place, everywhere';
  static override examples = ['<%= config.bin %> lsp rename src/main.ts:12:5 newName'];
  static override args = { ...PLACE, name: Args.string({ required: true, ignoreStdin: true, description: 'new name' }) };
  static override flags = SYMBOL;

  async run(): Promise<ToolOutput> {
    const { args, flags } = await this.parse(LspRename);
    const kernel = await this.kernel();
    const { file, ...at } = parsePlace(args.place, kernel.cwd, this.t, 'line');
    const symbol = flags.symbol === undefined ? {} : { symbol: flags.symbol };
    return this.edit({ operation: 'rename', filePath: file, ...at, ...symbol, newName: args.name });
  }
}
