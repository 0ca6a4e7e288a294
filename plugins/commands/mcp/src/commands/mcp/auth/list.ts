import { OcCommand, table } from '@ock/kernel/command';

export default class McpAuthList extends OcCommand {
  static override summary = 'MCP servers you are signed in at';
  static override examples = ['<%= config.bin %> mcp auth list'];
  static override enableJsonFlag = true;

  async run(): Promise<{ name: string; scope?: string; expires_at?: string }[]> {
    await this.parse(McpAuthList);
    const service = await (await this.kernel()).use('service', 'mcp');
    const list = service.signedIn().map(({ name, scope, expiresAt }) => ({
      name,
      ...(scope && { scope }),
      ...(expiresAt !== undefined && { expires_at: new Date(expiresAt).toISOString() }),
    }));
    if (list.length === 0) this.note(this.t('command-mcp.none_signed_in'));
    for (const line of table(list.map(({ name, scope = '', expires_at = '' }) => [name, scope, expires_at]))) this.out(line);
    return list;
  }
}
