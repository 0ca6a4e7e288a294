import type { Command, Config, Interfaces } from '@oclif/core';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { CommandContribution } from '../kinds/command.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { Translate } from '../runtime/translate.ts';

/** What commands reach through oclif's Config. */
export interface Boot {
  t: Translate;
  kernel(): Promise<Kernel>;
}

const boots = new WeakMap<Interfaces.Config, Boot>();

/** Gives the commands of this Config their kernel. */
export function attachBoot(config: Config, boot: Boot): void {
  boots.set(config, boot);
}

/** What `attachBoot` gave. */
export function bootOf(config: Interfaces.Config): Boot {
  const boot = boots.get(config);
  if (!boot) throw new Error('this oclif Config was not made by the kernel');
  return boot;
}

export interface BridgeOptions {
  installRoot: string;
  version: string;
  /** the enabled owners of commands */
  entries: { plugin: IndexedPlugin; contribution: CommandContribution }[];
  /** text of the active locale for a key, when it has one */
  translated(key: string): string | undefined;
  /** imports the plugin's command classes, by id */
  load(plugin: IndexedPlugin): Promise<Record<string, Command.Class>>;
}

/** topics whose description is not that of their first command */
const TOPICS = [
  'agent',
  'auth',
  'commands',
  'config',
  'debug',
  'formatter',
  'hooks',
  'lsp',
  'mcp',
  'memory',
  'mode',
  'models',
  'permissions',
  'plugins',
  'sandbox',
  'session',
  'skills',
  'tools',
  'trash',
  'trust',
];

/** The plugin map that oclif's Config takes instead of discovering plugins itself: no file is read and no plugin code runs. */
export function oclifPlugins(options: BridgeOptions): Map<string, Interfaces.Plugin> {
  const byPlugin = new Map<string, { plugin: IndexedPlugin; commands: CommandContribution[] }>();
  for (const { plugin, contribution } of options.entries) {
    const group = byPlugin.get(plugin.name) ?? { plugin, commands: [] };
    group.commands.push(contribution);
    byPlugin.set(plugin.name, group);
  }
  const plugins = new Map<string, Interfaces.Plugin>();
  const root = oclifPlugin(options, { name: 'opencode', version: options.version, root: options.installRoot } as IndexedPlugin, []);
  root.isRoot = true;
  root.pjson = rootPackage(options);
  (root as { topics: Interfaces.Topic[] }).topics = TOPICS.map((name) => ({
    name,
    description: options.translated(`help.topic.${name}`) ?? name,
  }));
  plugins.set(root.name, root);
  for (const { plugin, commands } of byPlugin.values()) plugins.set(plugin.name, oclifPlugin(options, plugin, commands));
  return plugins;
}

function rootPackage({ version, translated }: BridgeOptions): Interfaces.PJSON {
  return {
    name: 'opencode',
    version,
    oclif: {
      description: translated('help.root') ?? '',
      bin: 'opencode',
      dirname: 'opencode',
      topicSeparator: ' ',
      additionalVersionFlags: ['-v'],
      additionalHelpFlags: ['-h'],
    },
  } as Interfaces.PJSON;
}

function oclifPlugin(options: BridgeOptions, plugin: IndexedPlugin, contributions: CommandContribution[]): Interfaces.Plugin {
  const commands = contributions.map((contribution) => loadable(options, plugin, contribution));
  return {
    _base: '',
    alias: plugin.name,
    commandIDs: commands.map(({ id }) => id),
    commands,
    commandsDir: undefined,
    findCommand: ((id: string) => commands.find((command) => command.id === id)?.load()) as Interfaces.Plugin['findCommand'],
    hasManifest: true,
    hooks: {},
    isRoot: false,
    load: async () => undefined,
    moduleType: 'module',
    name: plugin.name,
    options: { root: plugin.root },
    pjson: { name: plugin.name, version: plugin.version, oclif: {} } as Interfaces.PJSON,
    root: plugin.root,
    topics: [],
    type: plugin.origin === 'bundled' ? 'core' : plugin.origin === 'linked' ? 'link' : 'user',
    valid: true,
    version: plugin.version,
  };
}

function loadable(options: BridgeOptions, plugin: IndexedPlugin, { id, cached = {} }: CommandContribution): Command.Loadable {
  const { summary, description, flags, args, ...rest } = cached as { summary?: string; description?: string; flags?: Texts; args?: Texts };
  return {
    aliases: [],
    // only help asks for these: a start looks nothing up
    get args() {
      return inWords(options, id, 'args', args) as Command.Loadable['args'];
    },
    get flags() {
      return inWords(options, id, 'flags', flags) as Command.Loadable['flags'];
    },
    hidden: false,
    hiddenAliases: [],
    ...rest,
    summary: options.translated(`help.${id}.summary`) ?? summary,
    description: options.translated(`help.${id}.description`) ?? description,
    id,
    pluginName: plugin.name,
    pluginType: plugin.origin === 'bundled' ? 'core' : plugin.origin,
    load: async () => {
      const command = (await options.load(plugin))[id];
      if (!command) throw new Error(`${plugin.name} has no command ${id}`);
      command.id = id;
      return command;
    },
  } as Command.Loadable;
}

type Texts = Record<string, { summary?: string; description?: string; helpGroup?: string }>;

/** Flags or arguments with the texts the locale has for them: `help.<command>.flags.<name>`, or `help.flags.<name>` for what every command takes. */
function inWords({ translated }: BridgeOptions, id: string, what: 'flags' | 'args', texts: Texts = {}): Texts {
  const field = what === 'flags' ? 'summary' : 'description';
  return Object.fromEntries(
    Object.entries(texts).map(([name, each]) => {
      const common = each.helpGroup === 'GLOBAL' ? translated(`help.${what}.${name}`) : undefined;
      const text = translated(`help.${id}.${what}.${name}`) ?? common;
      if (text === undefined) return [name, each];
      const { description: _same, ...rest } = each;
      // a flag that says all in its description would say it twice, once in English
      return [name, { ...(each.summary === undefined ? rest : each), [field]: text }];
    }),
  );
}
