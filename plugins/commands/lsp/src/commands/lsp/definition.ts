import type { LspAnswer } from '@ock/kernel';
import { LspCommand, PLACE, SYMBOL } from '../../lsp-command.ts';

export default class LspDefinition extends LspCommand {
  static override summary = 'where what stands at a place is defined';
  static override examples = ['<%= config.bin %> lsp definition src/main.ts:12:5'];
  static override args = PLACE;
  static override flags = SYMBOL;

  async run(): Promise<LspAnswer> {
    const { args, flags } = await this.parse(LspDefinition);
    return this.answer('definition', args.place, flags);
  }
}
