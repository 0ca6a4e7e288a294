import type { McpServer } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';

export default class McpList extends OcCommand {
  static override summary = 'configured MCP servers';
  static override examples = ['<%= config.bin %> mcp list', '<%= config.bin %> mcp list --json'];
  static override description = 'Starts none of them: mcp test does.';
  static override enableJsonFlag = true;

  async run(): Promise<{ servers: McpServer[]; problems: string[] }> {
    await this.parse(McpList);
    const service = await (await this.kernel()).use('service', 'mcp');
    const servers = service.servers();
    const rows = servers.map(({ name, transport, target, state, source = '' }) => [
      name,
      transport,
      this.t(state === 'off' ? 'command-mcp.off' : 'command-mcp.on'),
      target,
      source,
    ]);
    if (rows.length === 0) this.note(this.t('command-mcp.none'));
    for (const line of table(rows)) this.out(line);
    const problems = service.problems();
    for (const problem of problems) this.note(problem);
    return { servers, problems };
  }
}
