/** The moments at which commands of the person's run, by their names in `[hooks]`. */
export type HookEvent =
  | 'PreToolUse'
  | 'PostToolUse'
  | 'UserPromptSubmit'
  | 'SessionStart'
  | 'SessionEnd'
  | 'Stop'
  | 'SubagentStop'
  | 'PreCompact'
  | 'Notification'
  | 'PermissionRequest';

export interface ListedHook {
  event: HookEvent;
  /** absent: every one */
  matcher?: string;
  /** as written */
  command: string;
  /** s */
  timeout: number;
  /** absent: not from a file */
  file?: string;
  /** `untrusted`: a project's, and its folder is not trusted as it is now */
  state: 'ready' | 'untrusted';
}

/** What came of running one hook. */
export interface HookTrial {
  hook: ListedHook;
  /** null: it was ended, or could not be started */
  exitCode: number | null;
  timedOut: boolean;
  durationMs: number;
  stdout: string;
  stderr: string;
  /** what would happen: why it blocks, what it decides, what the model or the person is told, what it changes */
  block?: string;
  decision?: 'allow' | 'ask' | 'deny';
  context?: string;
  updatedInput?: Record<string, unknown>;
  message?: string;
  warning?: string;
}

/** Commands run at certain moments. */
export interface CommandHooksService {
  list(): ListedHook[];
  /** Runs those of an event that match, with an event made up from what is given. Nothing else happens. */
  try(event: HookEvent, about: { tool?: string; input?: unknown; prompt?: string }, signal: AbortSignal): Promise<HookTrial[]>;
}
