import { randomBytes } from 'node:crypto';
import { addSecret } from '@ock/kernel';
import { Flags, OcCommand } from '@ock/kernel/command';
import type { PermissionMode } from '@ock/schemas';
import { interruptible } from '../../interruptible.ts';

export default class McpServe extends OcCommand {
  static override summary = 'be an MCP server: tools, the agent, files and sessions of this folder';
  static override description =
    'On standard input and output, or with --http at an address. The rules of opencode.toml hold, and what would ask is refused: give --permission-mode or --allow for more. With --http the token stands in OPENCODE_MCP_TOKEN; without one a token is made and shown.';
  static override examples = [
    '<%= config.bin %> mcp serve --allow edit',
    'OPENCODE_MCP_TOKEN=... <%= config.bin %> mcp serve --http --port 7777',
  ];
  static override flags = {
    http: Flags.boolean({ summary: 'streamable HTTP instead of standard input and output' }),
    host: Flags.string({ summary: 'address to listen on', default: '127.0.0.1', helpValue: 'HOST' }),
    port: Flags.integer({ summary: 'port to listen on; 0: any free one', default: 0, min: 0, max: 65535 }),
    'permission-mode': Flags.string({
      summary: 'what happens where no rule decides',
      options: ['ask', 'accept-edits', 'plan', 'deny', 'full'],
    }),
    allow: Flags.string({ summary: 'allow this tool, or tool(pattern)', multiple: true, multipleNonGreedy: true, helpValue: 'RULE' }),
    deny: Flags.string({ summary: 'deny this tool, or tool(pattern)', multiple: true, multipleNonGreedy: true, helpValue: 'RULE' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(McpServe);
    const kernel = await this.kernel();
    const service = await kernel.use('service', 'mcp-server');
    const mode = flags['permission-mode'] as PermissionMode | undefined;
    const rules = { allow: flags.allow ?? [], deny: flags.deny ?? [] };
    await interruptible(async (signal) => {
      const options = { signal, rules, ...(mode && { mode }) };
      if (!flags.http) return service.stdio(options);
      const given = process.env.OPENCODE_MCP_TOKEN?.trim();
      const token = given || randomBytes(24).toString('base64url');
      const { url, closed } = await service.http({ ...options, host: flags.host, port: flags.port, token });
      this.note(this.t('command-mcp.listening', { url }));
      if (!given) process.stderr.write(`${this.t('command-mcp.token', { token })}\n`);
      addSecret(token);
      await closed;
    });
  }
}
