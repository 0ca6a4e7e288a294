import { Args, OcCommand } from '@ock/kernel/command';
import { knownServer } from '../../known-server.ts';
import { removeServer } from '../../server-file.ts';

export default class McpRemove extends OcCommand {
  static override summary = 'take an MCP server out of opencode.toml';
  static override examples = ['<%= config.bin %> mcp remove github'];
  static override description = 'What was kept of a sign-in goes as well.';
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'name of the server' }) };

  async run(): Promise<{ name: string; file: string; signed_out: boolean }> {
    const { args } = await this.parse(McpRemove);
    const kernel = await this.kernel();
    const service = await kernel.use('service', 'mcp');
    const { source } = knownServer(service, kernel, args.name);
    const file = await removeServer(kernel, args.name, source);
    const signedOut = await service.signOut(args.name);
    this.out(this.t('command-mcp.removed', { name: args.name, file }));
    return { name: args.name, file, signed_out: signedOut };
  }
}
