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
  /** tool ids offered; absent: all that are enabled */
  tools?: string[];
  /** `provider/model` */
  model?: string;
  temperature?: number;
  /** how long its model thinks; comes before what configuration says */
  effort?: Effort;
  maxTurns?: number;
  /** sub-agents are offered to the task tool, not to people */
  sub?: boolean;
  hidden?: boolean;
}

/** A mode narrows an agent for a while: its prompt is appended, its tools intersected. Data only. */
export interface ModeContribution {
  id: string;
  description: string;
  prompt?: string;
  promptFile?: string;
  readOnly?: boolean;
  tools?: string[];
}
