import Import from '../import.ts';

/** `opencode import`, looked for beside the other commands of sessions. */
export default class SessionImport extends Import {}
