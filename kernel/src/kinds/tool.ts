import type { Subject } from '@ock/schemas';
import type { ToolSession } from '../turn/tools/tool-session.ts';
import type { ModelMessage } from './model.ts';

export type PermissionCategory = 'fs.read' | 'fs.write' | 'exec' | 'net' | 'session' | 'ask';

/** Static facts of a tool. `description` and `parameters` are written into the index by the build, from the plugin's `src/parameters.ts`. */
export interface ToolContribution {
  id: string;
  permission: PermissionCategory;
  /** true: may run in parallel with other read-only calls and under agents that must not write */
  readOnly: boolean;
  /**
   * calls that count as read-only although the tool is not: those with one of these values in this argument. The others of a tool with permission
   * `session` outlast the session: they are judged as `fs.write`
   */
  readOnlyWhen?: { argument: string; values: string[] };
  /** one short line for people, which locales translate under `tool.<id>`; models read `description` */
  summary?: string;
  description?: string;
  parameters?: Record<string, unknown>;
  /** true: calls of one answer run at the same time, although they may change something: each of them keeps out of the others' way */
  concurrent?: boolean;
  /** true: a call that the end of the process cut off may run again: it goes on where it stopped */
  resumable?: boolean;
  /** what the model is told behind the description: the agents that `delegate` takes, the skills or the modes there are; with no skills it is not offered */
  lists?: 'agents' | 'skills' | 'modes';
  /** it is offered only where one of these stands: names as in a bridge's `files` */
  files?: string[];
  /** true: it is offered only while the conversation is in a mode */
  inMode?: boolean;
  /** false: registered but not offered to models unless `[tools] id = true` */
  enabled?: boolean;
  /** environment variables of which one must be set for it to be offered without `[tools] id = true`: keys it is of no use without */
  enabledBy?: string[];
  /** models that it is offered to, by their id without provider and vendor, in lower case: `gpt-5*`. Absent: all of them. `[tools] id = true` offers it to all */
  models?: string[];
  /** tools that its `models` are not offered beside it, unless `[tools]` switches them on */
  insteadOf?: string[];
}

export interface Attachment {
  mime: string;
  /** base64 */
  data: string;
  name?: string;
}

export interface ToolOutput {
  /** what the model is told */
  text: string;
  /** one line for people: "src/a.ts (12 lines)" */
  title?: string;
  isError?: boolean;
  attachments?: Attachment[];
  /** facts for front ends and the result record */
  metadata?: {
    exit_code?: number;
    signal?: string;
    diff?: string;
    files_changed?: string[];
    output_file?: string;
    /** set by the kernel: others wrote the text, and the model is told so */
    outside?: boolean;
    [key: string]: unknown;
  };
}

export interface Question {
  question: string;
  header?: string;
  options?: { label: string; description?: string }[];
  multiple?: boolean;
  /** the sub-agent that asks; set by the kernel */
  from?: string;
}

/** What one call may use. Paths in arguments are relative to `cwd`. */
export interface ToolContext {
  /** absolute; the session's directory */
  cwd: string;
  sessionId: string;
  callId: string;
  /** aborted on interrupt and when the call's time is up */
  signal: AbortSignal;
  /** what tools keep for the length of a session: files read, todos */
  session: ToolSession;
  /** the tool's own table of `opencode.toml`: `[tool.<id>]` */
  config: Record<string, unknown>;
  /** existing private folder for output too long for the model */
  outputDir: string;
  /** rules of the session and the run, beside those of the configuration: what confines the call goes by them, too */
  rules?: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  /** environment for child processes: the parent's, without keys */
  env: Record<string, string>;
  /** live text for front ends; cheap, may be called often */
  progress(text: string): void;
  /**
   * Judges something more than the call itself, with the person asked where the rules say so. Absent: nothing more may be done.
   * @param what the tool whose rules count, and what it would touch
   */
  permit?(what: { tool: ToolContribution; input: unknown; subjects: Subject[] }): Promise<{ allowed: boolean; reason: string }>;
  /** Do the rules deny reading this file? Nobody is asked. For tools that come by files nobody named: searches leave those out. */
  forbids?(path: string): Promise<boolean>;
  /** Makes another call, as if the model had: checked, judged and limited like every other. */
  call?(tool: string, input: unknown): Promise<ToolOutput>;
  /** Would that call only read? False for tools that are not there. */
  reads?(tool: string, input: unknown): boolean;
  /**
   * Has another agent work in a session of its own below this one. It may do nothing that this session may not, shares its budget and its
   * person, and ends with this call. Absent outside sessions.
   * @throws ToolError for agents, models and sessions that are not there, and beyond `[limits] agent_depth` and `agents`
   */
  delegate?(task: Delegation): Promise<Delegated>;
  /**
   * Asks the session's model beside its work, without tools. What that costs counts for the session, and within what the prompt may cost;
   * outside sessions it is only asked.
   * @throws ModelError when no answer can be had, OC_LIMIT_COST, the signal's reason on abort
   */
  complete?(question: SideQuestion): Promise<SideAnswer>;
  /** How the session works. Absent outside sessions, and in sub-agents. */
  modes?: ToolModes;
  /** Asks the person; one answer list per question. Rejects with OC_NO_PERSON when nobody is there. */
  ask(questions: Question[]): Promise<string[][]>;
}

/** The modes that a session can work in. */
export interface ToolModes {
  /** id; absent: none */
  current?: string;
  list(): { id: string; description: string }[];
  /** From the next answer on. @throws OC_MODE_UNKNOWN */
  take(id: string): Promise<void>;
}

/** What a call asks the model beside its work. What looks like a key in its texts does not leave. */
export interface SideQuestion {
  system?: string;
  messages: ModelMessage[];
  /** tokens of the answer */
  maxTokens: number;
  temperature?: number;
  /** ends it before the call ends */
  signal?: AbortSignal;
}

export interface SideAnswer {
  text: string;
  /** id of the model, without its provider */
  model: string;
  /** true: `maxTokens` did not suffice */
  isCut: boolean;
}

/** Work for another agent. */
export interface Delegation {
  /** id of an agent that is not hidden */
  agent: string;
  prompt: string;
  /** a few words on what it is for */
  title: string;
  /** id of a session that an earlier delegation of this session left: goes on there */
  session?: string;
  /** default: the agent's own, else that of this session */
  model?: string;
  /** at most this many turns, and never more than it may have anyway */
  maxTurns?: number;
  /** of its own, inside the budget that it shares */
  maxCostUsd?: number;
}

export interface Delegated {
  sessionId: string;
  subtype: 'success' | 'error' | 'limit' | 'interrupted';
  /** its last answer; what there was of it when it did not finish */
  text: string;
  /** why it did not finish, in one line */
  error?: string;
  numTurns: number;
  costUsd: number;
  /** absolute paths */
  filesChanged: string[];
}

export interface Tool<Input = never> {
  /** The tool that these arguments call through this one: it is checked, judged and run in its place. Absent or undefined: this one itself. */
  standsFor?(input: unknown): { tool: string; input: unknown } | undefined;
  /**
   * What the call would touch, with symlinks resolved: judged before `run`. Must not change anything.
   * Absent: one subject `{action: 'other', what: tool id}`.
   */
  subjects?(input: Input, ctx: ToolContext): Subject[] | Promise<Subject[]>;
  /**
   * What the call would change, as a unified diff, for a person who is asked about it. Must not change anything.
   * @throws what `run` would throw: then nothing is shown
   */
  preview?(input: Input, ctx: ToolContext): Promise<string | undefined>;
  /** A failure the model can act on is thrown as ToolError or returned with `isError`; anything else thrown is reported as a failure of the plugin. */
  run(input: Input, ctx: ToolContext): Promise<ToolOutput>;
}
