import {
  type BroughtSlash,
  type FoundCommands,
  type Kernel,
  type PromptCommand,
  type PromptCommandsService,
  type SlashExpansion,
  sanitizeLine,
  type Translate,
  takenNames,
} from '@ock/kernel';
import { builtinCommands } from './builtin-commands.ts';
import { CommandFiles } from './command-files.ts';
import { ServerPrompts } from './server-prompts.ts';
import { fillTemplate } from './template.ts';

/** In this order of names: plugins' slash commands, Markdown files, prompts of MCP servers, skills. */
export function createPromptCommands(kernel: Kernel, t: Translate): PromptCommandsService {
  const files = new CommandFiles(kernel, t);
  const servers = new ServerPrompts(kernel, t);
  const told = new Set<string>();
  const builtin = () => builtinCommands(kernel, t);
  const taken = () => {
    const names = new Map([...takenNames(kernel)].map((name) => [name, `/${name}`]));
    for (const { id } of builtin()) names.set(id, t('service-prompt-commands.builtin'));
    return names;
  };

  /** Once for each file or folder. */
  const tell = (about: string, key: string, args: Record<string, string>) => {
    if (told.has(about)) return;
    told.add(about);
    const text = t(`service-prompt-commands.${key}`, args);
    kernel.emit({ type: 'notice', session_id: '', time: Date.now(), level: 'warning', code: 'slash', text });
  };
  const find = (cwd: string): FoundCommands => {
    const found = files.find(cwd, taken());
    for (const { id, file, by } of found.shadowed)
      tell(file, 'shadowed', { id: sanitizeLine(id), file: sanitizeLine(file), by: sanitizeLine(by) });
    for (const folder of found.untrusted) tell(folder, 'untrusted', { folder: sanitizeLine(folder) });
    return found;
  };

  return {
    find: async (cwd) => {
      const found = find(cwd);
      return { ...found, commands: [...builtin(), ...found.commands].sort((a, b) => (a.id < b.id ? -1 : 1)) };
    },
    list: async ({ cwd, start = false }) => {
      const own = find(cwd).commands.map(
        ({ id, description, argumentHint, file }): BroughtSlash => ({
          id,
          description,
          origin: file,
          ...(argumentHint !== undefined && { usage: argumentHint }),
        }),
      );
      const names = new Set([...taken().keys(), ...own.map(({ id }) => id.toLowerCase())]);
      const others = [...(await servers.list(start)), ...(await skillCommands(kernel, t))];
      return [...own, ...others.filter(({ id }) => !names.has(id.toLowerCase()))].sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    expand: async (name, rest, { cwd, signal }) => {
      const wanted = name.toLowerCase();
      const own = builtin().find(({ id }) => id === wanted);
      if (own) return expansionOf(own, rest);
      if (taken().has(wanted)) return undefined;
      const { commands } = find(cwd);
      const command = commands.find(({ id }) => id === name) ?? commands.find(({ id }) => id.toLowerCase() === wanted);
      if (command) return expansionOf(command, rest);
      return (name.includes(':') ? await servers.expand(name, rest, signal) : undefined) ?? skillExpansion(kernel, name, rest);
    },
  };
}

function expansionOf({ id, body, agent, model, mode }: PromptCommand, rest: string): SlashExpansion {
  return {
    id,
    pieces: fillTemplate(body, rest),
    mentions: true,
    ...(agent !== undefined && { agent }),
    ...(model !== undefined && { model }),
    ...(mode !== undefined && { mode }),
  };
}

async function skillCommands(kernel: Kernel, t: Translate): Promise<BroughtSlash[]> {
  const origin = t('service-prompt-commands.skill');
  return (await skillsOf(kernel)).map(({ name, description }) => ({ id: name, description, origin }));
}

async function skillExpansion(kernel: Kernel, name: string, rest: string): Promise<SlashExpansion | undefined> {
  const skill = (await skillsOf(kernel)).find((one) => one.name === name.toLowerCase());
  if (!skill) return undefined;
  return {
    id: skill.name,
    pieces: [
      { text: 'Follow this skill.\n' },
      { tool: 'skill', input: { name: skill.name } },
      { text: rest === '' ? '' : `\n\nThe task: ${rest}` },
    ],
  };
}

async function skillsOf(kernel: Kernel) {
  if (!kernel.find('service', 'skills')) return [];
  return (await (await kernel.use('service', 'skills')).find()).skills;
}
