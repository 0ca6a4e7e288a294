import Export from '../export.ts';

/** `opencode export`, looked for beside the other commands of sessions. */
export default class SessionExport extends Export {}
