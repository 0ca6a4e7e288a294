import { sanitizeLine } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { resolveAll } from './resolve-all.ts';

export const sessionsArg = {
  id: Args.string({ required: true, description: 'id, a unique part of one, or latest; several may be given' }),
};

/** Sets whether sessions are shown in lists. All names are checked before the first is changed. */
export abstract class ArchiveCommand extends OcCommand {
  static override enableJsonFlag = true;
  protected abstract readonly archived: boolean;

  async run(): Promise<{ sessions: string[] }> {
    const { argv } = await this.parse(this.ctor as typeof ArchiveCommand);
    const { sessions, found } = await resolveAll(await this.kernel(), argv as string[]);
    for (const { id, title } of found) {
      await sessions.archive(id, this.archived);
      this.out(this.t(`command-session.${this.archived ? 'archived' : 'unarchived'}`, { id, title: sanitizeLine(title) }));
    }
    return { sessions: found.map(({ id }) => id) };
  }
}
