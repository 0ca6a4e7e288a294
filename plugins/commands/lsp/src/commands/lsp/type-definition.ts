import type { LspAnswer } from '@ock/kernel';
import { LspCommand, PLACE, SYMBOL } from '../../lsp-command.ts';

export default class LspTypeDefinition extends LspCommand {
  static override summary = 'where its type is defined';
  static override examples = ['<%= config.bin %> lsp type-definition src/main.ts:12:5'];
  static override args = PLACE;
  static override flags = SYMBOL;

  async run(): Promise<LspAnswer> {
    const { args, flags } = await this.parse(LspTypeDefinition);
    return this.answer('typeDefinition', args.place, flags);
  }
}
