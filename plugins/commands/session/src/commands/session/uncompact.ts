import { openConversation } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';

export default class SessionUncompact extends OcCommand {
  static override summary = 'let the model see again what the last compaction took out';
  static override examples = ['<%= config.bin %> session uncompact latest'];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };

  async run(): Promise<{ id: string; kind: string; restored: number }> {
    const { args } = await this.parse(SessionUncompact);
    const conversation = await openConversation(await this.kernel(), { session: args.id ?? 'latest' });
    try {
      const { kind, dropped } = await conversation.uncompact();
      const { id } = conversation.session;
      this.out(this.t('command-session.uncompacted', { id, dropped }));
      return { id, kind, restored: dropped };
    } finally {
      await conversation.close();
    }
  }
}
