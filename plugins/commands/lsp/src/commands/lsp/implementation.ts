import type { LspAnswer } from '@ock/kernel';
import { LspCommand, PLACE, SYMBOL } from '../../lsp-command.ts';

export default class LspImplementation extends LspCommand {
  static override summary = 'what implements it';
  static override examples = ['<%= config.bin %> lsp implementation src/main.ts:12:5'];
  static override args = PLACE;
  static override flags = SYMBOL;

  async run(): Promise<LspAnswer> {
    const { args, flags } = await this.parse(LspImplementation);
    return this.answer('implementation', args.place, flags);
  }
}
