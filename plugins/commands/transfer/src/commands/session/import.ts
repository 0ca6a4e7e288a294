import Import from '../import.ts';

/** `opencode import`, looked for beside the other commands of sessions. */
export default class SessionImport extends Import {
  static override examples = ['<%= config.bin %> session import session_2026-02-23_12-07-00_9kx2m4qz.json'];
}
