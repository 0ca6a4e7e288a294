import type { LspServerStatus } from '@ock/kernel';
import { Flags, table } from '@ock/kernel/command';
import { LspCommand } from '../../lsp-command.ts';

export default class LspStatus extends LspCommand {
  static override summary = 'which language servers are here';
  static override examples = ['<%= config.bin %> lsp status'];
  static override flags = { all: Flags.boolean({ summary: 'those that are not installed, too, and how to install them' }) };

  async run(): Promise<LspServerStatus[]> {
    const { flags } = await this.parse(LspStatus);
    const service = await this.service();
    const all = service.status();
    const shown = flags.all ? all : all.filter(({ state }) => state !== 'missing');
    if (shown.length === 0) this.out(this.t('command-lsp.none_here'));
    const cells = shown.map((row) => [row.language, row.server, this.t(`command-lsp.state_${row.state}`), this.#about(row)]);
    for (const line of table(cells)) this.out(line);
    return all;
  }

  #about({ language, state, origin, reason, npm, hint, version, command }: LspServerStatus): string {
    if (reason === 'untrusted') return this.t('command-lsp.untrusted');
    if (reason) return reason;
    if (state === 'missing') return npm === undefined ? (hint ?? '') : this.t('command-lsp.install_npm', { language });
    const from = origin ? this.t(`command-lsp.from_${origin}`) : '';
    return [from, origin === 'installed' ? version : command[0]].filter(Boolean).join(', ');
  }
}
