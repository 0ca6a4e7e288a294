import { type ListedHook, sanitizeLine } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';

export default class HooksList extends OcCommand {
  static override summary = 'show the commands that run at certain moments';
  static override examples = ['<%= config.bin %> hooks list', '<%= config.bin %> hooks list --json'];
  static override enableJsonFlag = true;

  async run(): Promise<{ hooks: ListedHook[] }> {
    await this.parse(HooksList);
    const kernel = await this.kernel();
    const hooks = (await kernel.use('service', 'command-hooks')).list();
    const rows = hooks.map(({ event, matcher = '*', command, timeout, file = '', state }) => [
      event,
      sanitizeLine(matcher),
      sanitizeLine(command),
      this.t('command-hooks.seconds', { seconds: timeout }),
      sanitizeLine(file),
      state === 'untrusted' ? this.t('command-hooks.untrusted') : '',
    ]);
    for (const line of table(rows)) this.out(line);
    if (hooks.length === 0) this.out(this.t('command-hooks.none'));
    return { hooks };
  }
}
