import { readFileSync } from 'node:fs';
import { KernelError, sanitize, type ToolOutput } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { interruptible } from '../../interruptible.ts';

export default class McpCall extends OcCommand {
  static override summary = 'call a tool of an MCP server by hand';
  static override description =
    'You call it, so no permission is asked for. Images and files are told of, and stand in the answer of --json.';
  static override examples = [`<%= config.bin %> mcp call files read_text_file '{"path": "README.md"}'`];
  static override enableJsonFlag = true;
  static override args = {
    name: Args.string({ ignoreStdin: true, required: true, description: 'name of the server' }),
    tool: Args.string({ ignoreStdin: true, required: true, description: "the server's name of the tool" }),
    input: Args.string({ ignoreStdin: true, default: '{}', description: 'arguments as a JSON object; - reads them from standard input' }),
  };

  async run(): Promise<ToolOutput> {
    const { args } = await this.parse(McpCall);
    const input = this.#input(args.input === '-' ? readFileSync(0, 'utf8') : args.input);
    const service = await (await this.kernel()).use('service', 'mcp');
    const output = await interruptible((signal) => service.callTool(args.name, args.tool, input, signal));
    this.out(process.stdout.isTTY ? sanitize(output.text) : output.text);
    if (output.isError) process.exitCode = 1;
    return output;
  }

  #input(text: string): Record<string, unknown> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new KernelError('OC_INPUT', { because: 'command-mcp.bad_json', message: (cause as Error).message }, { cause });
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new KernelError('OC_INPUT', { because: 'command-mcp.not_object' });
    return value as Record<string, unknown>;
  }
}
