import type { HookEvent, ListedHook } from '@ock/kernel';

export const EVENTS: readonly HookEvent[] = [
  'PreToolUse',
  'PostToolUse',
  'UserPromptSubmit',
  'SessionStart',
  'SessionEnd',
  'Stop',
  'SubagentStop',
  'PreCompact',
  'Notification',
  'PermissionRequest',
];

/** One command, and when it runs. */
export interface Hook {
  event: HookEvent;
  /** absent: always */
  matcher?: string;
  pattern?: RegExp;
  /** a line for the shell, or a program and its arguments */
  command: string | readonly string[];
  timeoutMs: number;
  /** where it is written */
  file?: string;
  /** the project folder that it comes from, whose trust decides, and where it runs; absent: the person's own or the administrator's */
  folder?: string;
  /** true: written for Claude Code, and told names as it knows them */
  isClaude?: boolean;
}

export function commandText({ command }: Hook): string {
  return typeof command === 'string' ? command : command.join(' ');
}

/** @param names any of which may be meant; empty: there is nothing to match */
export function matches({ pattern }: Hook, names: readonly string[]): boolean {
  return pattern === undefined || names.length === 0 || names.some((name) => pattern.test(name));
}

export function listed(hook: Hook, isTrusted: boolean): ListedHook {
  const { event, matcher, timeoutMs, file } = hook;
  return {
    event,
    ...(matcher !== undefined && { matcher }),
    command: commandText(hook),
    timeout: timeoutMs / 1000,
    ...(file !== undefined && { file }),
    state: isTrusted ? 'ready' : 'untrusted',
  };
}
