import { KernelError, near } from '@ock/kernel';
import type { SlashCommand, SlashContext } from './slash.ts';
import { CHOICE_COMMANDS } from './slash-choices.ts';
import { findPart, runPart } from './slash-parts.ts';
import { isServerPrompt, PROMPT_COMMANDS, runServerPrompt } from './slash-prompts.ts';
import { QUEUE_COMMANDS } from './slash-queue.ts';
import { SESSION_COMMANDS } from './slash-sessions.ts';

/** Every slash command, in the order the help shows them. */
export const SLASH_COMMANDS: SlashCommand[] = [
  { name: 'help', whileWorking: true, run: showHelp },
  ...SESSION_COMMANDS,
  ...CHOICE_COMMANDS,
  ...PROMPT_COMMANDS,
  ...QUEUE_COMMANDS,
  { name: 'exit', run: ({ leave }) => leave() },
  { name: 'quit', hidden: true, run: ({ leave }) => leave() },
];

/** @throws OC_UNKNOWN_COMMAND with near matches */
export async function runSlash(name: string, rest: string, context: SlashContext): Promise<void> {
  if (isServerPrompt(name)) return runServerPrompt(name, rest, context);
  const command = SLASH_COMMANDS.find((known) => known.name === name);
  if (command) return command.run(context, rest);
  const part = findPart(context, name);
  if (part) return runPart(part, rest, context);
  const shown = [...SLASH_COMMANDS.map((known) => ({ ...known, id: known.name })), ...context.kernel.list('slash')];
  const names = shown.filter(({ hidden }) => !hidden).map(({ id }) => `/${id}`);
  throw new KernelError('OC_UNKNOWN_COMMAND', { command: `/${name}`, near: near(`/${name}`, names) });
}

/** Whether it may run while the model works. */
export function isForNow(name: string, context: SlashContext): boolean {
  const own = SLASH_COMMANDS.find((known) => known.name === name);
  return (own ?? findPart(context, name))?.whileWorking === true;
}

function showHelp({ screen, style, t, kernel, surface }: SlashContext): void {
  const own = SLASH_COMMANDS.map((command) => ({ ...command, help: `frontend-repl.help_${command.name}` }));
  const parts = kernel.list('slash').map((part) => ({ ...part, name: part.id }));
  for (const { name, usage = '', help, hidden } of [...own, ...parts]) {
    if (hidden) continue;
    const head = `/${name} ${usage}`.trimEnd();
    screen.line(`  ${head.padEnd(24)} ${style.dim(t(help))}`);
  }
  for (const key of ['help_prompt', 'help_at', 'help_lines', 'help_keys', 'help_shell'])
    screen.line(`  ${style.dim(t(`frontend-repl.${key}`))}`);
  for (const { keys, help } of surface.keys()) screen.line(`  ${style.cyan(keys.padEnd(24))} ${style.dim(help)}`);
}
