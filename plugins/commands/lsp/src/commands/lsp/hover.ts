import type { LspAnswer } from '@ock/kernel';
import { LspCommand, PLACE, SYMBOL } from '../../lsp-command.ts';

export default class LspHover extends LspCommand {
  static override summary = 'type and documentation of what stands at a place';
  static override examples = ['<%= config.bin %> lsp hover src/main.ts:12:5'];
  static override args = PLACE;
  static override flags = SYMBOL;

  async run(): Promise<LspAnswer> {
    const { args, flags } = await this.parse(LspHover);
    return this.answer('hover', args.place, flags);
  }
}
