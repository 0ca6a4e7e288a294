import { Args, OcCommand } from '@ock/kernel/command';

export default class McpAuthLogout extends OcCommand {
  static override summary = 'forget the sign-in at an MCP server';
  static override examples = ['<%= config.bin %> mcp auth logout github'];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'name of the server' }) };

  async run(): Promise<{ name: string; removed: boolean }> {
    const { args } = await this.parse(McpAuthLogout);
    const service = await (await this.kernel()).use('service', 'mcp');
    const removed = await service.signOut(args.name);
    this.out(this.t(removed ? 'command-mcp.signed_out' : 'command-mcp.not_signed_in', { name: args.name }));
    return { name: args.name, removed };
  }
}
