import { Args, OcCommand } from '@ock/kernel/command';
import { knownServer } from '../../known-server.ts';
import { switchServer } from '../../server-file.ts';

export default class McpDisable extends OcCommand {
  static override summary = 'switch an MCP server off';
  static override examples = ['<%= config.bin %> mcp disable github'];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'name of the server' }) };

  async run(): Promise<{ name: string; file: string; changed: boolean }> {
    const { args } = await this.parse(McpDisable);
    const kernel = await this.kernel();
    const { source } = knownServer(await kernel.use('service', 'mcp'), kernel, args.name);
    const { file, changed } = await switchServer(kernel, args.name, source, false);
    this.out(this.t(changed ? 'command-mcp.switched_off' : 'command-mcp.same', { name: args.name, file }));
    return { name: args.name, file, changed };
  }
}
