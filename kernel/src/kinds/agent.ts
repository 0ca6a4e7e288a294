import type { Effort } from './model.ts';

/** An agent is data: a prompt and limits that the kernel enforces. The prompt stands in `prompt` or in the plugin's file named by `promptFile`. */
export interface AgentContribution {
  id: string;
  description: string;
  prompt?: string;
  /** path inside the plugin folder; the build copies its text into the index as `prompt` */
  promptFile?: string;
  /** true: only tools with `readOnly` are offered and run, whatever rules say */
  readOnly?: boolean;
  /** ids of tools offered, `*` for anything; absent: all that are enabled */
  tools?: string[];
  /** those of them that are not, likewise */
  withoutTools?: string[];
  /** names of the files that its tools may change, `*.md`; absent: any. Commands are not held by it */
  writes?: string[];
  /** permission rules that ask while it works, beside all others */
  ask?: string[];
  /** `provider/model` */
  model?: string;
  temperature?: number;
  /** how long its model thinks; comes before what configuration says */
  effort?: Effort;
  maxTurns?: number;
  /** tokens of one answer, at most */
  maxTokens?: number;
  /** of one prompt, at most */
  maxCostUsd?: number;
  /** stand before and behind every prompt it is given */
  userPrefix?: string;
  userSuffix?: string;
  /** ms that one task may take it, where it works for another agent */
  timeoutMs?: number;
  /** sub-agents are offered to the task tool, not to people */
  sub?: boolean;
  /** it is both: people may talk to it, and the task tool may */
  both?: boolean;
  hidden?: boolean;
  /** true: its id says what it does, and models are told no more */
  telling?: boolean;
  /** for people: the file it was read from */
  file?: string;
}

/** A mode narrows an agent for a while: its prompt is appended, its tools intersected. Data only. */
export interface ModeContribution {
  id: string;
  description: string;
  prompt?: string;
  promptFile?: string;
  /** holds for sub-agents, too; the other limits are those of the conversation that is in the mode */
  readOnly?: boolean;
  tools?: string[];
  withoutTools?: string[];
  /**
   * names of the files that tools may change in it, `*.md`; absent: any. Holds for sub-agents, too, which have of what changes things only its tools.
   * What it runs as a command itself is not held by it
   */
  writes?: string[];
  temperature?: number;
  effort?: Effort;
  maxTurns?: number;
  maxTokens?: number;
  /** true: it is about how answers are written, can go with any mode, and is chosen as a style */
  style?: boolean;
  /** for people: the file it was read from */
  file?: string;
}
