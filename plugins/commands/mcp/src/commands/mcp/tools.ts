import type { McpTool } from '@ock/kernel';
import { Args, Flags, OcCommand, table } from '@ock/kernel/command';
import { interruptible } from '../../interruptible.ts';

export default class McpTools extends OcCommand {
  static override summary = 'tools of an MCP server';
  static override examples = ['<%= config.bin %> mcp tools github'];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'name of the server' }) };
  static override flags = { schema: Flags.boolean({ summary: 'with the JSON Schema of the arguments' }) };

  async run(): Promise<McpTool[]> {
    const { args, flags } = await this.parse(McpTools);
    const service = await (await this.kernel()).use('service', 'mcp');
    const tools = await interruptible((signal) => service.tools(args.name, signal));
    const first = (text = '') => text.trim().split('\n')[0] ?? '';
    if (flags.schema)
      for (const { name, description, parameters } of tools)
        this.out(`${name}  ${first(description)}\n${JSON.stringify(parameters, null, 2)}\n`);
    else for (const line of table(tools.map(({ name, id, description }) => [name, id, first(description)]))) this.out(line);
    return tools;
  }
}
