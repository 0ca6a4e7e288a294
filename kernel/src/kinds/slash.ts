import type { PermissionMode } from '@ock/schemas';
import type { PromptInput } from '../runtime/hooks.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { Conversation } from '../turn/conversation.ts';
import type { Effort } from './model.ts';
import type { SessionService } from './session-service.ts';
import type { Question } from './tool.ts';

/** Where the help shows it. */
export type SlashGroup = 'session' | 'context' | 'model' | 'project' | 'look' | 'general';

/** What is typed in a conversation behind a slash. Static, so that help and completion run no plugin code. */
export interface SlashContribution {
  /** what is typed: `undo` for `/undo` */
  id: string;
  /** other words for it */
  aliases?: string[];
  /** its arguments, in the form of `opencode --help`: `[ID]`, `NAME=VALUE` */
  usage?: string;
  /** key of the catalogue: one fragment on what it does */
  help: string;
  group: SlashGroup;
  /** true: it may run while the model works */
  whileWorking?: boolean;
  /** true: it works, and help and completion do not show it */
  hidden?: boolean;
}

/** Colours and weights, or the text as it is where there are none. */
export type SlashStyle = Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', (text: string) => string>;

/** The conversation that the front end is in. It begins with the first prompt, so that looking around leaves no session behind. */
export interface SlashTalk {
  readonly current: Conversation | undefined;
  readonly agent: string;
  /** `provider/model`. @throws OC_MODEL_UNKNOWN when configuration names none that exists */
  readonly model: string;
  readonly mode: PermissionMode;
  readonly effort: Effort | undefined;
  /** ids of the agents that a person may talk to */
  agents(): string[];
  /** @throws OC_AGENT_UNKNOWN */
  setAgent(id: string): void;
  /** @throws OC_MODEL_UNKNOWN */
  setModel(ref: string): void;
  setEffort(effort: Effort): void;
  setMode(mode: PermissionMode): void;
  /** id of the mode to work in; absent: none, or the front end keeps none before there is a conversation */
  readonly workMode?: string | undefined;
  /** Before there is a conversation, for the next one. Absent: only conversations have modes. @throws OC_MODE_UNKNOWN */
  setWorkMode?(id: string | undefined): Promise<void> | void;
  /** id of the style that answers are written in; likewise */
  readonly outputStyle?: string | undefined;
  /** Likewise. @throws OC_MODE_UNKNOWN */
  setStyle?(id: string | undefined): void;
  sessions(): Promise<SessionService>;
  /** The open conversation, or a new one. */
  begin(): Promise<Conversation>;
  /** Leaves the conversation for another one. @param session id, part of one, or `latest` */
  resume(session: string, fork?: boolean): Promise<Conversation>;
  /** The next prompt begins a new session, with the same agent, model and mode. */
  fresh(): Promise<void>;
}

/** What a slash command may use. Slash commands run in the process of the front end. */
export interface SlashContext {
  kernel: Kernel;
  talk: SlashTalk;
  style: SlashStyle;
  /** the person's interrupt */
  signal: AbortSignal;
  /** columns of the terminal */
  width(): number;
  /** One line, or several with line breaks, into the transcript. What others wrote goes through `sanitize` or `sanitizeLine` first. */
  line(text?: string): void;
  /** Columns under each other; cells are cut where the terminal is too narrow. */
  table(rows: readonly (readonly string[])[]): void;
  /** A unified diff in colours, cut after `maxLines`. */
  diff(text: string, maxLines?: number): void;
  /** Markdown, rendered. */
  markdown(text: string): void;
  /** Puts a question. Undefined: the person does not want to, or nobody can be asked. */
  choose(question: Question): Promise<string[] | undefined>;
  /** @returns false where the person says no, or nobody can be asked */
  confirm(text: string): Promise<boolean>;
  /** Sends what is made as a prompt; an interrupt ends both. */
  send(make: (signal: AbortSignal) => Promise<PromptInput>): Promise<void>;
  /** What stands in the input line of the next prompt. */
  prefill(text: string): void;
  /** Ends the front end after this command. */
  leave(): void;
  /** The colours, where the front end has any to choose from. */
  themes?: SlashThemes;
  /** Prompts that wait for the model, where the front end lets them wait. */
  queue?: SlashQueue;
  /**
   * Lets the person edit a text in their own editor, while the front end stays away from the terminal. Absent: it cannot get out of the way.
   * @returns undefined: the editor ended with an error, or none was found
   */
  edit?(text: string): Promise<string | undefined>;
  /** Hands a text to the clipboard through the terminal (OSC 52), which may refuse it and does not say so. Absent: there is no such terminal. */
  clip?(text: string): void;
}

export interface SlashThemes {
  /** id, or `auto` */
  readonly current: string;
  /** ids, `auto` among them */
  list(): string[];
  /** At once, and for this time. @returns false: there is none of that name */
  choose(id: string): boolean;
}

export interface SlashQueue {
  /** the texts that wait, the next one first */
  list(): string[];
  /** @param at from 0 */
  drop(at: number): void;
  clear(): void;
}

/** A word that completion offers; `text` tells people what it is. */
export type SlashWord = string | { word: string; text: string };

export interface Slash {
  /** @param rest what stands behind the name, trimmed. What it throws is shown as an error */
  run(context: SlashContext, rest: string): Promise<void> | void;
  /** Words that may follow. Asked on Tab: quick, and starts nothing. */
  complete?(context: SlashContext, rest: string): SlashWord[] | Promise<SlashWord[]>;
}

/** A slash command that comes at run time: it stands for a prompt. */
export interface BroughtSlash {
  /** what is typed: `deploy`, `frontend:component`, `server:prompt`. Letters, digits, `_ . -`, and colons in between */
  id: string;
  usage?: string;
  /** one line on what it does, as its author wrote it: not sanitised */
  description: string;
  /** a file, a server: for people, not sanitised */
  origin: string;
}

/** What a slash command stands for. */
export interface SlashExpansion {
  /** as the command is called, in the case its author chose */
  id: string;
  /** in order. A call is judged as every call of the session, and its result stands in its place */
  pieces: ({ text: string } | { tool: string; input: unknown })[];
  files?: PromptInput['files'];
  /** true: `@` in its texts stands for files and more, and each is judged in full */
  mentions?: boolean;
  /** who answers this prompt; a sub-agent is handed it by the agent of the session */
  agent?: string;
  /** for this prompt */
  model?: string;
  /** id of the mode that this prompt is worked on in */
  mode?: string;
}

/** A service with `slash: true` in its contribution: it brings slash commands at run time. Names of plugins' slash commands win. */
export interface SlashSource {
  /**
   * What there is now, in the order of ids. Help and completion ask: quick.
   * @param options.start true: what must run for it is started; else nothing is
   */
  list(options: { cwd: string; signal: AbortSignal; start?: boolean }): Promise<BroughtSlash[]>;
  /**
   * @param rest what stands behind the name, trimmed
   * @returns undefined: it brings none of that name
   * @throws OC_INPUT for missing arguments
   */
  expand(name: string, rest: string, options: { cwd: string; signal: AbortSignal }): Promise<SlashExpansion | undefined>;
}
