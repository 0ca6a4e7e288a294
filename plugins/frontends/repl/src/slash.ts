import type { Kernel, Translate } from '@ock/kernel';
import type { Screen } from './screen.ts';
import type { Style } from './style.ts';
import type { Talk } from './talk.ts';

/** What a slash command may use. */
export interface SlashContext {
  kernel: Kernel;
  talk: Talk;
  screen: Screen;
  style: Style;
  t: Translate;
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

/** `/name rest`; undefined for anything else, paths such as `/usr/bin` among it. */
export function parseSlash(line: string): { name: string; rest: string } | undefined {
  const match = /^\/([a-z?][\w-]*)?(?:\s+([\s\S]*))?$/i.exec(line.trim());
  return match ? { name: (match[1] ?? 'help').toLowerCase(), rest: match[2]?.trim() ?? '' } : undefined;
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
    return names.filter((hit) => hit.startsWith(line));
  }
  const command = commands.find(({ name }) => name === line.slice(1, space));
  const words = command?.complete?.(context) ?? [];
  return words.map((word) => `${line.slice(0, space)} ${word}`).filter((hit) => hit.startsWith(line));
}
