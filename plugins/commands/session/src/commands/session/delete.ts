import { sanitizeLine } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import type { Session } from '@ock/schemas';
import { agreed } from '../../agreed.ts';
import { resolveAll } from '../../resolve-all.ts';
import { sessionTable } from '../../session-table.ts';

export default class SessionDelete extends OcCommand {
  static override summary = 'delete sessions, with everything they hold';
  static override examples = ['<%= config.bin %> session delete 01JX5'];
  static override description =
    'Their messages, kept tool output and sub-agents go with them. All names are checked before the first is deleted.';
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = { id: Args.string({ required: true, description: 'id, a unique part of one, or latest; several may be given' }) };
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'do not ask' }) };

  async run(): Promise<{ deleted: string[] }> {
    const { argv, flags } = await this.parse(SessionDelete);
    const { sessions, found } = await resolveAll(await this.kernel(), argv as string[]);
    if (!flags.yes && !(await this.#agreed(found))) {
      this.note(this.t('command-session.nothing_done'));
      return { deleted: [] };
    }
    const deleted: string[] = [];
    for (const { id, title } of found) {
      // one may have been below another and gone with it
      if (await sessions.remove(id)) this.out(this.t('command-session.deleted', { id, title: sanitizeLine(title) }));
      deleted.push(id);
    }
    return { deleted };
  }

  /** @throws OC_USAGE when nobody can be asked */
  #agreed(found: readonly Session[]): Promise<boolean> {
    const lines = sessionTable(found, this.t, { folders: true, columns: process.stderr.columns });
    const question = this.t(found.length === 1 ? 'command-session.sure_one' : 'command-session.sure_many', { count: found.length });
    return agreed(lines, question, this.t);
  }
}
