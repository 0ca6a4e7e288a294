import { type FoundCommands, listSlash, sanitizeLine } from '@ock/kernel';
import { Flags, OcCommand, table } from '@ock/kernel/command';

interface Row {
  /** as it is typed, without the slash */
  id: string;
  usage?: string;
  description: string;
  source: 'builtin' | 'project' | 'user' | 'other';
  /** file, server, or what else it comes from */
  origin?: string;
}

type Listed = { commands: Row[] } & Omit<FoundCommands, 'commands'>;

export default class CommandsList extends OcCommand {
  static override summary = 'slash commands that stand for prompts: from files, skills and servers';
  static override examples = ['<%= config.bin %> commands list --servers'];
  static override enableJsonFlag = true;
  static override flags = { servers: Flags.boolean({ summary: 'start the MCP servers there are, for their prompts' }) };

  async run(): Promise<Listed> {
    const { flags } = await this.parse(CommandsList);
    const kernel = await this.kernel();
    const { cwd, signal } = kernel;
    const { commands: own, ...rest } = await (await kernel.use('service', 'prompt-commands')).find(cwd);
    const files = own.map(
      ({ id, description, argumentHint, scope, file }): Row => ({
        id,
        ...(argumentHint !== undefined && { usage: argumentHint }),
        description,
        source: scope,
        ...(file !== '' && { origin: file }),
      }),
    );
    const known = new Set(own.map(({ id }) => id));
    const others = (await listSlash(kernel, { cwd, signal, start: flags.servers })).filter(
      ({ id, origin }) => origin !== undefined && !known.has(id),
    );
    const commands = [
      ...files,
      ...others.map(
        ({ id, usage, text, origin }): Row => ({
          id,
          ...(usage && { usage }),
          description: text,
          source: 'other',
          ...(origin && { origin }),
        }),
      ),
    ];
    for (const line of table(commands.map((row) => this.#cells(row)))) this.out(line);
    for (const { id, file, by } of rest.shadowed) this.note(sanitizeLine(this.t('command-commands.shadowed', { id, file, by })));
    for (const folder of rest.untrusted) this.note(sanitizeLine(this.t('command-commands.untrusted', { folder })));
    for (const { file, message } of rest.problems) this.note(sanitizeLine(this.t('command-commands.problem', { file, message })));
    return { commands, ...rest };
  }

  #cells({ id, usage = '', description, source, origin = '' }: Row): string[] {
    const place = source === 'other' ? origin : this.t(`command-commands.${source}`);
    return [`/${id} ${usage}`.trim(), place, description.length > 80 ? `${description.slice(0, 79).trimEnd()}…` : description];
  }
}
