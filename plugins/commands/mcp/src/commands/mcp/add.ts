import { KernelError } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import type { McpServerConfig } from '@ock/schemas';
import { pairs } from '../../pairs.ts';
import { addServer, fileFor } from '../../server-file.ts';

export default class McpAdd extends OcCommand {
  static override summary = 'add an MCP server to opencode.toml';
  static override description =
    'A program with its arguments behind --, or the address of a remote server. Your own file is changed unless --project is given.';
  static override examples = [
    '<%= config.bin %> mcp add files -- npx -y @modelcontextprotocol/server-filesystem .',
    '<%= config.bin %> mcp add github --url https://api.githubcopilot.com/mcp/ --header "Authorization: Bearer {env:GITHUB_TOKEN}"',
  ];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'name of the server' }) };
  static override flags = {
    url: Flags.string({ summary: 'address of a remote server', helpValue: 'URL' }),
    sse: Flags.boolean({ summary: 'the remote server speaks the older SSE protocol', dependsOn: ['url'] }),
    env: Flags.string({ summary: 'variable of its environment', helpValue: 'NAME=VALUE', multiple: true, multipleNonGreedy: true }),
    header: Flags.string({
      summary: 'HTTP header',
      helpValue: '"NAME: VALUE"',
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['url'],
    }),
    cwd: Flags.string({ summary: 'directory it starts in', helpValue: 'PATH' }),
    timeout: Flags.string({ summary: 'longest wait for an answer, as "90s"', helpValue: 'TIME' }),
    project: Flags.boolean({ summary: "write it to the project's file" }),
    force: Flags.boolean({ summary: 'replace one of the same name' }),
  };

  async run(): Promise<{ name: string; file: string; server: McpServerConfig }> {
    // a second -- is an argument of the program
    const all = [...this.argv];
    const cut = all.indexOf('--');
    const { args, flags, argv } = await this.parse(McpAdd, cut < 0 ? all : all.slice(0, cut));
    const [command, ...rest] = [...(argv as string[]).slice(1), ...(cut < 0 ? [] : all.slice(cut + 1))];
    if (!command === !flags.url)
      throw new KernelError('OC_USAGE', { because: command ? 'command-mcp.one_way' : 'command-mcp.no_way', name: args.name });
    const env = pairs(flags.env, '=', 'env');
    const headers = pairs(flags.header, ':', 'header');
    const server: McpServerConfig = {
      ...(command && { command, ...(rest.length > 0 && { args: rest }) }),
      ...(flags.url && { url: flags.url }),
      ...(flags.sse && { type: 'sse' as const }),
      ...(env && { env }),
      ...(headers && { headers }),
      ...(flags.cwd && { cwd: flags.cwd }),
      ...(flags.timeout && { timeout: flags.timeout }),
    };
    const kernel = await this.kernel();
    const file = fileFor(kernel, flags.project);
    await addServer(kernel, file, args.name, server, flags.force);
    this.out(this.t('command-mcp.added', { name: args.name, file }));
    return { name: args.name, file, server: { ...server, ...(env && { env: hidden(env) }), ...(headers && { headers: hidden(headers) }) } };
  }
}

/** Names alone: keys stand there. */
function hidden(table: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.keys(table).map((key) => [key, '***']));
}
