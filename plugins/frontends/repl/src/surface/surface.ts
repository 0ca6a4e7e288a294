import type { Person, PromptInput, SandboxMode, SlashContext, SlashStyle } from '@ock/kernel';
import type { Event, Message } from '@ock/schemas';
import type { Completions, Entry } from '../input/composer.ts';
import type { ChildSessions } from '../transcript/replayed-agents.ts';

/** Where lines go. */
export interface Lines {
  line(text?: string): void;
  /** nobody reads any more */
  readonly gone: boolean;
}

/** What a surface asks of the conversation behind it. */
export interface SurfaceHooks {
  /** Ctrl-C. @param empty nothing stands in the input */
  interrupted(empty: boolean): void;
  /** Leaves, whatever goes on. */
  leave(): void;
  /** whether something runs that an interrupt would end, and was not told to */
  working(): boolean;
  /** Does at once what may be done while the model works. @returns false: it must wait for its turn */
  now(text: string): boolean;
  /** Tells the model in the middle of its work. @returns false: no prompt runs */
  steer(entry: PromptInput): boolean;
  complete(text: string, cursor: number, signal: AbortSignal): Promise<Completions | undefined>;
  nextAgent(): void;
  nextMode(): void;
  /** what the input line begins with */
  prompt(): string;
  status(): StatusFacts;
}

/** What a status line may say; absent: unknown, or of no interest. */
export interface StatusFacts {
  agent: string;
  model: string;
  /** id of the mode the agent works in */
  workMode?: string;
  /** of permission; only where it is not the usual one */
  mode?: string;
  /** what really confines commands; `off`: nothing does */
  sandbox?: SandboxMode;
  /** 0 to 1 of the context window */
  context?: number;
  tokens?: number;
  /** US dollars, in words */
  cost?: string;
  branch?: string;
  effort?: string;
}

/** How a session is shown and typed at. */
export interface Surface {
  /** the transcript */
  readonly screen: Lines;
  /** what is about the session and not part of it */
  readonly notes: Lines;
  readonly style: SlashStyle;
  /** absent: nobody can be asked */
  readonly person?: Person;
  open(hooks: SurfaceHooks): void;
  /** The next prompt; undefined at the end of input, or after `cancel`. */
  read(): Promise<Entry | undefined>;
  event(event: Event): void;
  /** Ends what stands open. Resolves when all of it is shown. */
  settle(): Promise<void>;
  /** A turn begins or has ended. */
  working(on: boolean): void;
  /** A command runs, or has ended: where it takes a while, that is seen. */
  busy(on: boolean): void;
  /** Something that the status line shows has changed. */
  refresh(): void;
  prefill(text: string): void;
  diff(text: string, maxLines: number): void;
  markdown(text: string): void;
  table(rows: readonly (readonly string[])[]): void;
  /** What was said before, as far as the screen holds it. @param messages the last ones @param count how many there are @param sessions for what sub-agents did */
  replay(messages: readonly Message[], count: number, sessions: ChildSessions): Promise<void>;
  /** Prompts that wait again, for the model was not told them. @param held they, and what waits already, are sent only when the person says so */
  untold(entries: readonly Entry[], held: boolean): void;
  /** Somebody else has the terminal for a while: its signals are theirs. */
  readonly lent: boolean;
  /** What slash commands may use beyond lines: themes, the queue, the person's editor, the clipboard. */
  extras(): Pick<SlashContext, 'themes' | 'queue' | 'edit' | 'clip'>;
  /** keys and what they do, for the help */
  keys(): { keys: string; help: string }[];
  /** Gives a pending `read` up, as at the end of input. */
  cancel(): void;
  close(): void;
}
