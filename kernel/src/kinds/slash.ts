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
}

export interface Slash {
  /** @param rest what stands behind the name, trimmed. What it throws is shown as an error */
  run(context: SlashContext, rest: string): Promise<void> | void;
  /** Words that may follow. Asked on Tab: quick, and starts nothing. */
  complete?(context: SlashContext, rest: string): string[] | Promise<string[]>;
}
