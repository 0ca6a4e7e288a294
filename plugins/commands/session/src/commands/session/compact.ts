import { openConversation } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';

interface Answer {
  id: string;
  kind: string;
  before_tokens: number;
  after_tokens: number;
  dropped: number;
  kept: number;
  summary?: string;
  model?: string;
}

export default class SessionCompact extends OcCommand {
  static override summary = 'sum up the older part of a session for the model';
  static override description = 'Nothing is deleted: "session uncompact" takes it back.';
  static override enableJsonFlag = true;
  static override examples = ['<%= config.bin %> session compact latest --focus "the parser"'];
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };
  static override flags = {
    focus: Flags.string({ summary: 'what should be kept above all', helpValue: 'TEXT' }),
    model: Flags.string({ char: 'm', summary: 'model the session goes on with', helpValue: 'MODEL' }),
  };

  async run(): Promise<Answer> {
    const { args, flags } = await this.parse(SessionCompact);
    const kernel = await this.kernel();
    const conversation = await openConversation(kernel, { session: args.id ?? 'latest', ...(flags.model && { model: flags.model }) });
    try {
      const { signal } = kernel;
      const done = await conversation.compact({ signal, ...(flags.focus && { focus: flags.focus }) });
      const { kind, before_tokens, after_tokens, dropped, spares, summary, model } = done;
      const { id } = conversation.session;
      this.out(this.t('command-session.compacted', { id, dropped, kept: spares, before: before_tokens, after: after_tokens }));
      if (model === undefined) this.out(this.t('command-session.no_model'));
      return { id, kind, before_tokens, after_tokens, dropped, kept: spares, ...(summary && { summary }), ...(model && { model }) };
    } finally {
      await conversation.close();
    }
  }
}
