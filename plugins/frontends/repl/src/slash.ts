import type { Kernel, Person, PromptInput, Translate } from '@ock/kernel';
import type { Screen } from './screen.ts';
import { type McpPrompts, promptNames } from './slash-prompts.ts';
import type { Style } from './style.ts';
import type { Talk } from './talk.ts';

/** What a slash command may use. */
export interface SlashContext {
  kernel: Kernel;
  talk: Talk;
  screen: Screen;
  style: Style;
  t: Translate;
  mcp: McpPrompts;
  /** absent: nobody can be asked */
  person?: Person;
  width(): number;
  /** Sends what is made as a prompt; an interrupt ends both. */
  send(make: (signal: AbortSignal) => Promise<PromptInput>): Promise<void>;
  leave(): void;
}

export interface SlashCommand {
  name: string;
  /** shown in the help, e.g. `[ID]` */
  usage?: string;
  hidden?: boolean;
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

/** What may stand where the line ends: commands, their words, agents behind `@`. */
export function completions(line: string, commands: SlashCommand[], context: SlashContext): string[] {
  if (line.startsWith('@') && !line.includes(' '))
    return context.talk
      .agents()
      .map((id) => `@${id} `)
      .filter((hit) => hit.startsWith(line));
  if (!line.startsWith('/')) return [];
  const space = line.indexOf(' ');
  if (space < 0) {
    const names = commands.filter(({ hidden }) => !hidden).map(({ name, usage }) => `/${name}${usage ? ' ' : ''}`);
    const parts = context.kernel.list('slash').filter(({ hidden }) => !hidden);
    names.push(...parts.map(({ id, usage }) => `/${id}${usage ? ' ' : ''}`));
    return [...names, ...promptNames(context)].filter((hit) => hit.startsWith(line));
  }
  const command = commands.find(({ name }) => name === line.slice(1, space));
  const words = command?.complete?.(context) ?? [];
  return words.map((word) => `${line.slice(0, space)} ${word}`).filter((hit) => hit.startsWith(line));
}
