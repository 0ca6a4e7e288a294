import { findSlash, KernelError, listSlash, near, type PromptInput, type SlashGroup } from '@ock/kernel';
import { keyLabel } from './input/keymap.ts';
import type { SlashCommand, SlashContext } from './slash.ts';
import { findPart, runPart } from './slash-parts.ts';

/** The slash commands of this front end itself; those of plugins have its names where both do. */
export const SLASH_COMMANDS: SlashCommand[] = [
  { name: 'help', usage: '[WORDS]', whileWorking: true, run: showHelp },
  { name: 'exit', whileWorking: true, run: ({ leave }) => leave() },
  { name: 'quit', hidden: true, whileWorking: true, run: ({ leave }) => leave() },
];

/**
 * @param files that stand in the line; they go with the prompt that the command sends
 * @throws OC_UNKNOWN_COMMAND with near matches
 */
export async function runSlash(name: string, rest: string, context: SlashContext, files: PromptInput['files'] = []): Promise<void> {
  const { kernel } = context;
  const send: SlashContext['send'] = (make) =>
    context.send(async (signal) => {
      const made = await make(signal);
      return { ...made, files: [...files, ...made.files] };
    });
  const part = findPart(context, name);
  const own = part ? undefined : SLASH_COMMANDS.find((known) => known.name === name);
  if (part) return runPart(part, rest, { ...context, part: () => ({ ...context.part(), send }) });
  if (own) return own.run(context, rest);
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
  group: SlashGroup;
}

/** In the order in which the help shows them. */
const GROUPS: readonly SlashGroup[] = ['session', 'context', 'model', 'project', 'general', 'look'];

/** All there are now, by name. */
export async function shownSlash({ kernel, t }: SlashContext): Promise<ShownSlash[]> {
  const known = await listSlash(kernel, { cwd: kernel.cwd, signal: kernel.signal });
  const mine = new Set(SLASH_COMMANDS.map(({ name }) => name));
  const others = known.filter(({ id, origin, hidden }) => !hidden && !(origin !== undefined && mine.has(id.toLowerCase())));
  const taken = new Set(others.map(({ id }) => id));
  const own = SLASH_COMMANDS.filter(({ name, hidden }) => !hidden && !taken.has(name));
  return [
    ...others.map(({ id, usage, text, group }) => ({ name: id, usage, text, group })),
    ...own.map(({ name, usage }) => ({
      name,
      usage,
      text: t(`frontend-repl.help_${name}`, { key: keyLabel('ctrl+d', t) }),
      group: 'general' as const,
    })),
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

/** All of it, or with words the commands that have them all. @throws OC_UNKNOWN_COMMAND where none has */
async function showHelp(context: SlashContext, rest: string): Promise<void> {
  const { surface, screen, style, t } = context;
  const all = await shownSlash(context);
  const row = ({ name, usage = '', text }: ShownSlash) => [`  /${name} ${usage}`.trimEnd(), text];
  if (rest !== '') {
    const words = rest.toLowerCase().split(/\s+/);
    const found = all.filter((one) => words.every((word) => row(one).join(' ').toLowerCase().includes(word)));
    const names = all.map(({ name }) => `/${name}`);
    if (found.length === 0) throw new KernelError('OC_UNKNOWN_COMMAND', { command: rest, near: near(`/${words[0]}`, names) });
    return surface.table(found.map(row));
  }
  const groupOf = ({ group }: ShownSlash) => (GROUPS.includes(group) ? group : 'general');
  const groups = GROUPS.map((group) => ({ group, rows: all.filter((one) => groupOf(one) === group).map(row) }));
  surface.table(groups.flatMap(({ group, rows }) => (rows.length === 0 ? [] : [[style.bold(t(`frontend-repl.group_${group}`))], ...rows])));
  const named = { key: keyLabel('ctrl+c', t), tab: keyLabel('tab', t) };
  for (const key of ['help_at', 'help_lines', 'help_interrupt', 'help_shell'])
    screen.line(`  ${style.dim(t(`frontend-repl.${key}`, named))}`);
  const keys = surface.keys();
  if (keys.length > 0) surface.table(keys.map((row) => [`  ${row.keys}`, row.help]));
}
