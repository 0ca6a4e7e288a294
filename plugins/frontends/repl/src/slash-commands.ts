import { findSlash, listSlash } from '@ock/kernel';
import type { SlashCommand, SlashContext } from './slash.ts';
import { findPart, runPart } from './slash-parts.ts';

/** The slash commands of this front end itself; those of plugins have its names where both do. */
export const SLASH_COMMANDS: SlashCommand[] = [
  { name: 'help', whileWorking: true, run: showHelp },
  { name: 'exit', run: ({ leave }) => leave() },
  { name: 'quit', hidden: true, run: ({ leave }) => leave() },
];

/** @throws OC_UNKNOWN_COMMAND with near matches */
export async function runSlash(name: string, rest: string, context: SlashContext): Promise<void> {
  const { kernel, send } = context;
  const part = findPart(context, name);
  const own = part ? undefined : SLASH_COMMANDS.find((known) => known.name === name);
  if (part) return runPart(part, rest, context);
  if (own) return own.run(context);
  const found = await findSlash(kernel, name, { cwd: kernel.cwd, signal: context.part().signal }, names(SLASH_COMMANDS));
  await send(async () => ({ text: `/${found.id} ${rest}`.trimEnd(), files: [] }));
}

/** Whether it may run while the model works. */
export function isForNow(name: string, context: SlashContext): boolean {
  const own = SLASH_COMMANDS.find((known) => known.name === name);
  return (findPart(context, name) ?? own)?.whileWorking === true;
}

/** A slash command as help and completion show it. */
export interface ShownSlash {
  name: string;
  usage?: string | undefined;
  text: string;
}

/** All there are now, by name. */
export async function shownSlash({ kernel, t }: SlashContext): Promise<ShownSlash[]> {
  const known = await listSlash(kernel, { cwd: kernel.cwd, signal: kernel.signal });
  const taken = new Set(known.map(({ id }) => id));
  const own = SLASH_COMMANDS.filter(({ name, hidden }) => !hidden && !taken.has(name));
  return [
    ...known.filter(({ hidden }) => !hidden).map(({ id, usage, text }) => ({ name: id, usage, text })),
    ...own.map(({ name }) => ({ name, text: t(`frontend-repl.help_${name}`) })),
  ].sort((a, b) => a.name.localeCompare(b.name));
}

/** The names that need no asking: for terminals that complete by themselves. */
export function slashNames({ kernel }: SlashContext): string[] {
  const parts = kernel.list('slash').filter(({ hidden }) => !hidden);
  return [...new Set([...names(SLASH_COMMANDS), ...parts.map(({ id }) => id)])].sort();
}

function names(commands: readonly SlashCommand[]): string[] {
  return commands.filter(({ hidden }) => !hidden).map(({ name }) => name);
}

async function showHelp(context: SlashContext): Promise<void> {
  const { surface, screen, style, t } = context;
  surface.table((await shownSlash(context)).map(({ name, usage = '', text }) => [`  /${name} ${usage}`.trimEnd(), text]));
  for (const key of ['help_at', 'help_lines', 'help_keys', 'help_shell']) screen.line(`  ${style.dim(t(`frontend-repl.${key}`))}`);
  const keys = surface.keys();
  if (keys.length > 0) surface.table(keys.map((row) => [`  ${row.keys}`, row.help]));
}
