import { isToolOn, type Kernel, shownPath, shownTool, type ToolContribution } from '@ock/kernel';
import { Flags, OcCommand, table } from '@ock/kernel/command';
import { tellNotices } from '../../tell-notices.ts';

type Entry = Pick<ReturnType<Kernel['catalogue']['list']>[number], 'plugin'> & { contribution: ToolContribution };

interface ToolRow {
  id: string;
  permission: ToolContribution['permission'];
  read_only: boolean;
  /** calls that only read although the tool may do more: those with one of these values in this argument */
  read_only_when?: ToolContribution['readOnlyWhen'];
  /** calls of one answer run at the same time */
  concurrent?: boolean;
  /** a call that was cut off goes on when the session does */
  resumable?: boolean;
  enabled: boolean;
  plugin: string;
  /** file or server that a tool of the run time comes from */
  origin?: string;
  description: string;
  parameters?: Record<string, unknown>;
}

export default class ToolsList extends OcCommand {
  static override summary = 'tools that models are offered';
  static override examples = ['<%= config.bin %> tools list', '<%= config.bin %> tools list --json'];
  static override enableJsonFlag = true;
  static override flags = { schema: Flags.boolean({ summary: 'with the JSON Schema of the arguments' }) };

  async run(): Promise<ToolRow[]> {
    const { flags } = await this.parse(ToolsList);
    const kernel = await this.kernel();
    tellNotices(kernel, (text) => this.note(text));
    await kernel.bridges.start();
    const brought = kernel.bridges.tools().filter(({ hidden }) => !hidden);
    const entries: (Entry & { origin?: string })[] = [...kernel.catalogue.list('tool'), ...brought];
    const shown = new Map(entries.map(({ contribution }) => [contribution.id, shownTool(kernel, contribution)]));
    const rows = entries.map(({ plugin, contribution, origin }): ToolRow => {
      const { id, permission, readOnly, description = '', parameters, readOnlyWhen, concurrent, resumable } = contribution;
      return {
        id,
        permission,
        read_only: readOnly,
        ...(readOnlyWhen && { read_only_when: readOnlyWhen }),
        ...(concurrent && { concurrent }),
        ...(resumable && { resumable }),
        enabled: isToolOn(kernel, contribution),
        plugin: plugin.name,
        ...(origin !== undefined && { origin }),
        description,
        ...(flags.schema && parameters && { parameters }),
      };
    });
    rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    if (flags.schema)
      for (const { id, parameters = {} } of rows) this.out(`${id}  ${shown.get(id)}\n${JSON.stringify(parameters, null, 2)}\n`);
    else this.#print(rows, shown, kernel.cwd);
    return rows;
  }

  #print(rows: ToolRow[], shown: ReadonlyMap<string, string>, cwd: string): void {
    const cells = rows.map(({ id, permission, read_only, read_only_when, enabled, plugin, origin }) => {
      const facts = [
        permission,
        ...(read_only ? [this.t('command-tools.read_only')] : []),
        ...(read_only_when ? [this.t('command-tools.read_only_when', { argument: read_only_when.argument })] : []),
        ...(enabled ? [] : [this.t('command-tools.off')]),
      ];
      return [id, facts.join(', '), origin === undefined ? plugin : shownPath(origin, cwd), shown.get(id) ?? ''];
    });
    for (const line of table(cells)) this.out(line);
  }
}
