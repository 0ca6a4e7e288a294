import { childEnv, openBrowser } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { interruptible } from '../../../interruptible.ts';

export default class McpAuth extends OcCommand {
  static override summary = 'sign in at a remote MCP server';
  static override examples = ['<%= config.bin %> mcp auth github'];
  static override description = 'Opens the page of the server in a browser and keeps what it gives, where keys are kept.';
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'name of the server' }) };
  static override flags = {
    scope: Flags.string({ summary: 'scopes to ask for beyond those the server names', helpValue: '"A B"' }),
    'no-browser': Flags.boolean({ summary: 'only name the page to open' }),
  };

  async run(): Promise<{ name: string; signed_in: true }> {
    const { args, flags } = await this.parse(McpAuth);
    const kernel = await this.kernel();
    const service = await kernel.use('service', 'mcp');
    await interruptible((signal) =>
      service.signIn(args.name, {
        signal,
        ...(flags.scope && { scope: flags.scope }),
        show: ({ url, code }) => {
          this.note(this.t('command-mcp.open_page', { url }));
          if (code) this.note(this.t('command-mcp.type_code', { code }));
          if (!flags['no-browser']) openBrowser(url, childEnv(kernel));
        },
      }),
    );
    this.out(this.t('command-mcp.signed_in', { name: args.name }));
    return { name: args.name, signed_in: true };
  }
}
