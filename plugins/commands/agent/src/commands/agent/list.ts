import { type Kernel, ownFileAt, sanitizeLine, shownDescription, untrustedFiles } from '@ock/kernel';
import { Flags, OcCommand, table } from '@ock/kernel/command';
import { type AgentRow, agentRows } from '../../agent-row.ts';

export default class AgentList extends OcCommand {
  static override summary = 'agents that people talk to, sub-agents, and those of your own';
  static override examples = ['<%= config.bin %> agent list', '<%= config.bin %> agent list --json'];
  static override enableJsonFlag = true;
  static override flags = { all: Flags.boolean({ summary: 'also those that opencode uses itself, for titles and summaries' }) };

  async run(): Promise<AgentRow[]> {
    const { flags } = await this.parse(AgentList);
    const kernel = await this.kernel();
    const rows = agentRows(kernel).filter(({ kind }) => flags.all || kind !== 'internal');
    const groups: [key: string, rows: AgentRow[]][] = [
      ['primary', rows.filter(({ kind, origin }) => origin !== 'own' && kind !== 'subagent' && kind !== 'internal')],
      ['subagent', rows.filter(({ kind, origin }) => origin !== 'own' && (kind === 'subagent' || kind === 'both'))],
      ['own', rows.filter(({ origin }) => origin === 'own')],
      ['internal', rows.filter(({ kind, origin }) => kind === 'internal' && origin !== 'own')],
    ];
    let isFirst = true;
    for (const [key, group] of groups) {
      if (group.length === 0) continue;
      if (!isFirst) this.out();
      isFirst = false;
      this.out(this.t(`command-agent.group_${key}`));
      for (const line of table(group.map((row) => this.#cells(kernel, row, key === 'own')))) this.out(`  ${line}`);
    }
    const untrusted = untrustedFiles(kernel).filter((file) => ownFileAt(file).kind === 'agent');
    for (const file of untrusted) this.note(this.t('command-agent.not_used', { folder: sanitizeLine(file) }));
    if (untrusted.length === 0 && !rows.some(({ origin }) => origin === 'own')) {
      this.out();
      this.out(this.t('command-agent.none_own'));
    }
    return rows;
  }

  #cells(kernel: Kernel, { id, kind, file = '' }: AgentRow, isOwn: boolean): string[] {
    const description = shownDescription(kernel, 'agent', id);
    return isOwn ? [id, this.t(`command-agent.kind_${kind}`), clip(description), file] : [id, description];
  }
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59).trimEnd()}…` : text;
}
