import { KernelError, near, type PromptCommand, sanitize, sanitizeLine } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';

export default class CommandsShow extends OcCommand {
  static override summary = 'what a slash command from a file stands for';
  static override examples = ['<%= config.bin %> commands show frontend:component'];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'command, with or without its slash' }) };

  async run(): Promise<PromptCommand> {
    const { args } = await this.parse(CommandsShow);
    const name = args.name.replace(/^\//, '');
    const kernel = await this.kernel();
    const { commands } = await (await kernel.use('service', 'prompt-commands')).find(kernel.cwd);
    const command = commands.find(({ id }) => id === name) ?? commands.find(({ id }) => id.toLowerCase() === name.toLowerCase());
    if (!command) {
      const meant = near(
        name,
        commands.map(({ id }) => id),
      );
      throw new KernelError('OC_INPUT', { because: `command-commands.${meant ? 'unknown_near' : 'unknown'}`, name, near: meant });
    }
    const { id, argumentHint, description, file, agent, model, mode, allowedTools, body } = command;
    const facts = [
      ['name', `/${id} ${argumentHint ?? ''}`.trim()],
      ['description', description],
      ['file', file || undefined],
      ['agent', agent],
      ['model', model],
      ['mode', mode],
      ['allowed_tools', allowedTools?.join(', ')],
    ] as const;
    for (const [key, value] of facts)
      if (value !== undefined) this.out(`${this.t(`command-commands.field_${key}`)}: ${sanitizeLine(value)}`);
    this.out(`\n${process.stdout.isTTY ? sanitize(body) : body}`);
    return command;
  }
}
