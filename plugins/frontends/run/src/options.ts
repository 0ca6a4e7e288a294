import type { Effort } from '@ock/kernel';
import type { PermissionMode } from '@ock/schemas';

export type Format = 'text' | 'json' | 'stream-json';

/** What the command line asked for; everything is checked before a session is opened. */
export interface RunOptions {
  /** the words of the command line, joined; undefined when there were none */
  prompt?: string;
  format: Format;
  script?: string;
  keepGoing?: boolean;
  mode?: PermissionMode;
  /** how the agent works */
  workMode?: string;
  /** how answers are written */
  style?: string;
  effort?: Effort;
  allow: string[];
  deny: string[];
  maxTurns?: number;
  maxCostUsd?: number;
  timeoutMs?: number;
  outputSchema?: string;
  output?: string;
  /** file with answers to questions that may be asked */
  answers?: string;
  files: string[];
  /** id, part of one, or `latest` */
  session?: string;
  fork?: boolean;
  noSession?: boolean;
  strict?: boolean;
  title?: string;
  verbose?: boolean;
  /** file that takes every model exchange */
  record?: string;
  /** a replay matches by turn only */
  replayLoose?: boolean;
  agent?: string;
  model?: string;
  /** models that stand in for it, in order */
  fallback?: string[];
  /** `-` among the words: standard input is the prompt and is waited for to its end */
  stdin?: boolean;
}
