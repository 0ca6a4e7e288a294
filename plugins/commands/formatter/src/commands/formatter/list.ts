import type { FormatterStatus } from '@ock/kernel';
import { Flags, OcCommand, table } from '@ock/kernel/command';

export default class FormatterList extends OcCommand {
  static override enableJsonFlag = true;
  static override summary = 'which formatters run after edits';
  static override examples = ['<%= config.bin %> formatter list'];
  static override flags = { all: Flags.boolean({ summary: 'those that nothing asks for, too' }) };

  async run(): Promise<FormatterStatus[]> {
    const { flags } = await this.parse(FormatterList);
    const kernel = await this.kernel();
    const all = (await kernel.use('service', 'formatter')).list();
    const shown = flags.all ? all : all.filter(({ state, configuredBy }) => state !== 'unused' && configuredBy !== undefined);
    if (shown.length === 0) this.out(this.t('command-formatter.none_here'));
    const rows = shown.map(({ name, state, extensions, command, configuredBy = '' }) => [
      name,
      this.t(`command-formatter.state_${state}`),
      extensions.join(' '),
      state === 'ready' ? (command[0] ?? '') : '',
      configuredBy,
    ]);
    for (const line of table(rows)) this.out(line);
    return all;
  }
}
