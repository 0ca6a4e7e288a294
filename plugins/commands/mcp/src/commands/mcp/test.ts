import type { McpServer } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { interruptible } from '../../interruptible.ts';

export default class McpTest extends OcCommand {
  static override summary = 'start an MCP server and say what it has';
  static override examples = ['<%= config.bin %> mcp test github'];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'name of the server' }) };

  async run(): Promise<McpServer & { ms: number }> {
    const { args } = await this.parse(McpTest);
    const service = await (await this.kernel()).use('service', 'mcp');
    const begin = performance.now();
    const server = await interruptible((signal) => service.connect(args.name, signal));
    const ms = Math.round(performance.now() - begin);
    const { name, version } = server.server ?? { name: args.name, version: '?' };
    this.out(this.t('command-mcp.works', { name: args.name, server: name, version, ms }));
    this.out(this.t('command-mcp.has', { tools: server.tools ?? 0, prompts: server.prompts ?? 0 }));
    return { ...server, ms };
  }
}
