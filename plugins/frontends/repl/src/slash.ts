import {
  type Kernel,
  type SlashContext as PartContext,
  type Person,
  type PromptInput,
  parseSlash,
  type SlashStyle,
  type Translate,
} from '@ock/kernel';
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
  usage?: string;
  hidden?: boolean;
  /** it may run while the model works */
  whileWorking?: boolean;
  /** @param rest what stands behind its name */
  run(context: SlashContext, rest: string): Promise<void> | void;
}

/** A slash command and what stands behind it; a bare slash asks for help. Undefined for anything else, paths such as `/usr/bin` among it. */
export function slashOf(line: string): { name: string; rest: string } | undefined {
  const found = /^\s*\/\??\s*$/.test(line) ? { name: 'help', rest: '' } : parseSlash(line);
  return found && { ...found, name: found.name.includes(':') ? found.name : found.name.toLowerCase() };
}
