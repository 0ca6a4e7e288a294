import { type Kernel, type ModeContribution, shownDescription } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';

interface ModeRow {
  id: string;
  description: string;
  kind: 'mode' | 'style';
  origin: 'bundled' | 'plugin' | 'own';
  file?: string;
}

export default class ModeList extends OcCommand {
  static override summary = 'modes that agents can work in, and styles of answers';
  static override examples = ['<%= config.bin %> mode list', '<%= config.bin %> mode list --json'];
  static override enableJsonFlag = true;

  async run(): Promise<ModeRow[]> {
    await this.parse(ModeList);
    const kernel = await this.kernel();
    const rows = modeRows(kernel);
    for (const kind of ['mode', 'style'] as const) {
      const group = rows.filter((row) => row.kind === kind);
      if (group.length === 0) continue;
      if (kind === 'style') this.out();
      this.out(this.t(`command-mode.group_${kind}`));
      const hasFiles = group.some(({ file }) => file);
      for (const line of table(group.map(({ id, file = '' }) => [id, shownDescription(kernel, 'mode', id), ...(hasFiles ? [file] : [])])))
        this.out(`  ${line}`);
    }
    return rows;
  }
}

function modeRows(kernel: Kernel): ModeRow[] {
  return kernel.catalogue
    .list('mode')
    .map(({ plugin, contribution }): ModeRow => {
      const { id, description, style, file } = contribution as ModeContribution;
      const origin = plugin.origin === 'own' ? 'own' : plugin.origin === 'bundled' ? 'bundled' : 'plugin';
      return { id, description, kind: style ? 'style' : 'mode', origin, ...(file && { file }) };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
