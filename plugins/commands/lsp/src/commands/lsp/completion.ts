import type { LspAnswer } from '@ock/kernel';
import { LspCommand, PLACE, SYMBOL } from '../../lsp-command.ts';

export default class LspCompletion extends LspCommand {
  static override summary = 'what could stand at a place';
  static override examples = ['<%= config.bin %> lsp completion src/main.ts:12:5'];
  static override args = PLACE;
  static override flags = SYMBOL;

  async run(): Promise<LspAnswer> {
    const { args, flags } = await this.parse(LspCompletion);
    return this.answer('completion', args.place, flags);
  }
}
