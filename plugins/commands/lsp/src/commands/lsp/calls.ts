import type { LspAnswer } from '@ock/kernel';
import { Flags } from '@ock/kernel/command';
import { LspCommand, PLACE, SYMBOL } from '../../lsp-command.ts';

export default class LspCalls extends LspCommand {
  static override summary = 'what calls a function';
  static override examples = ['<%= config.bin %> lsp calls src/main.ts:12:5'];
  static override args = PLACE;
  static override flags = { ...SYMBOL, outgoing: Flags.boolean({ summary: 'what it calls instead' }) };

  async run(): Promise<LspAnswer> {
    const { args, flags } = await this.parse(LspCalls);
    return this.answer(flags.outgoing ? 'outgoingCalls' : 'incomingCalls', args.place, flags);
  }
}
