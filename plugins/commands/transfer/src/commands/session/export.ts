import Export from '../export.ts';

/** `opencode export`, looked for beside the other commands of sessions. */
export default class SessionExport extends Export {
  static override examples = ['<%= config.bin %> session export', '<%= config.bin %> session export 4n8m -o session.json'];
}
