import { type FileChange, sanitize, sanitizeLine, shownPath } from '@ock/kernel';
import { Flags } from '@ock/kernel/command';
import { sessionArg, UndoCommand } from '../../undo-command.ts';

interface ChangeRow {
  path: string;
  action: 'create' | 'change' | 'delete';
  added?: number;
  removed?: number;
  diff?: string;
}

export default class SessionChanges extends UndoCommand {
  static override summary = 'what the agents of a session changed in files, as it stands';
  static override examples = ['<%= config.bin %> session changes latest'];
  static override args = sessionArg;
  static override flags = {
    since: Flags.string({ summary: 'only from this message on, or since this checkpoint', helpValue: 'MESSAGE' }),
    diff: Flags.boolean({ summary: 'show the differences' }),
  };

  async run(): Promise<ChangeRow[]> {
    const { args, flags } = await this.parse(SessionChanges);
    const { session, snapshots } = await this.find(args.id);
    const { cwd } = await this.kernel();
    const changes = await snapshots.changes(session.id, flags.since);
    if (changes.length === 0) this.note(this.t('command-undo.no_changes'));
    const rows: ChangeRow[] = [];
    for (const change of changes.sort((a, b) => (a.path < b.path ? -1 : 1))) {
      const found = await snapshots.diff(change);
      const action = actionOf(change);
      const counts = found && { added: found.added, removed: found.removed };
      rows.push({ path: change.path, action, ...counts, ...(found && flags.diff && { diff: found.diff }) });
      const facts = { path: sanitizeLine(shownPath(change.path, cwd)), added: found?.added ?? 0, removed: found?.removed ?? 0 };
      this.out(this.t(`command-undo.${action}${found ? '' : '_bytes'}`, facts));
      if (found && flags.diff && found.diff !== '') this.out(sanitize(found.diff).trimEnd());
    }
    return rows;
  }
}

function actionOf({ before, after }: FileChange): ChangeRow['action'] {
  if (before.type === 'absent') return 'create';
  return after.type === 'absent' ? 'delete' : 'change';
}
