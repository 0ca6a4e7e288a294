import type { Kernel, SlashContext as PartContext, Person, PromptInput, SlashStyle, Translate } from '@ock/kernel';
import type { McpPrompts } from './slash-prompts.ts';
import type { Lines, Surface } from './surface/surface.ts';
import type { Talk } from './talk.ts';

/** What a slash command of this front end may use. */
export interface SlashContext {
  kernel: Kernel;
  talk: Talk;
  surface: Surface;
  screen: Lines;
  style: SlashStyle;
  t: Translate;
  mcp: McpPrompts;
  /** absent: nobody can be asked */
  person?: Person;
  width(): number;
  /** What slash commands of plugins may use. */
  part(): PartContext;
  /** Sends what is made as a prompt; an interrupt ends both. */
  send(make: (signal: AbortSignal) => Promise<PromptInput>): Promise<void>;
  leave(): void;
}

export interface SlashCommand {
  name: string;
  /** shown in the help, e.g. `[ID]` */
  usage?: string;
  hidden?: boolean;
  /** it may run while the model works */
  whileWorking?: boolean;
  run(context: SlashContext, rest: string): Promise<void> | void;
  /** words that may follow */
  complete?(context: SlashContext): string[];
}

/** `/name rest` and `/server:prompt rest`; undefined for anything else, paths such as `/usr/bin` among it. */
export function parseSlash(line: string): { name: string; rest: string } | undefined {
  const match = /^\/([a-z?][\w-]*|[^\s/:]+:[^\s/]+)?(?:\s+([\s\S]*))?$/i.exec(line.trim());
  if (!match) return undefined;
  const [, name = 'help', rest = ''] = match;
  return { name: name.includes(':') ? name : name.toLowerCase(), rest: rest.trim() };
}
