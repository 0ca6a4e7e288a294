import { ArchiveCommand, sessionsArg } from '../../archive-command.ts';

export default class SessionUnarchive extends ArchiveCommand {
  static override summary = 'show archived sessions in lists again';
  static override examples = ['<%= config.bin %> session unarchive 01JX5'];
  static override strict = false;
  static override args = sessionsArg;
  protected readonly archived = false;
}
