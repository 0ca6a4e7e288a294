import type { LspAnswer } from '@ock/kernel';
import { LspCommand, PLACE, SYMBOL } from '../../lsp-command.ts';

export default class LspReferences extends LspCommand {
  static override summary = 'every place where it is used';
  static override examples = ['<%= config.bin %> lsp references src/main.ts:12:5'];
  static override args = PLACE;
  static override flags = SYMBOL;

  async run(): Promise<LspAnswer> {
    const { args, flags } = await this.parse(LspReferences);
    return this.answer('references', args.place, flags);
  }
}
