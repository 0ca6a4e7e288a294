import { ArchiveCommand, sessionsArg } from '../../archive-command.ts';

export default class SessionArchive extends ArchiveCommand {
  static override summary = 'hide sessions from lists';
  static override examples = ['<%= config.bin %> session archive latest'];
  static override description = 'They stay as they are, and list --archived shows them. One that is talked to again is shown again.';
  static override strict = false;
  static override args = sessionsArg;
  protected readonly archived = true;
}
