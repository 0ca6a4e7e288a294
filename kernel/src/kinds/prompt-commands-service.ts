import type { SlashSource } from './slash.ts';

/** A slash command that stands for a prompt: a Markdown file, or one that comes with the product. */
export interface PromptCommand {
  /** `deploy`, or `frontend:component` for `frontend/component.md` */
  id: string;
  description: string;
  /** where it was found. `builtin`: no file */
  scope: 'builtin' | 'project' | 'user';
  /** absolute; empty for `builtin` */
  file: string;
  argumentHint?: string;
  agent?: string;
  model?: string;
  mode?: string;
  /** the tools its author had in mind; grants nothing */
  allowedTools?: string[];
  /** the prompt, with its placeholders */
  body: string;
}

export interface FoundCommands {
  /** in the order of names */
  commands: PromptCommand[];
  /** files whose name something else has, and what that is: a file, or `/name` of a plugin */
  shadowed: { id: string; file: string; by: string }[];
  /** files that were left out */
  problems: { file: string; message: string }[];
  /** folders of commands that are left out because nobody trusts the project folder they stand in */
  untrusted: string[];
}

/** Slash commands that stand for prompts: Markdown files, prompts of MCP servers, skills. */
export interface PromptCommandsService extends SlashSource {
  /** The files there are now. @param cwd the session's folder */
  find(cwd: string): Promise<FoundCommands>;
}
