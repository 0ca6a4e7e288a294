import { join } from 'node:path';
import type { Kernel, McpService, Person } from '../../../../../kernel/src/index.ts';
import { type Script, says, type TurnLab, turnLab } from '../../../../../kernel/test/support/turn-lab.ts';
import { language } from '../../../../../test/support/english.ts';
import { ROOT } from '../../../../../test/support/tree.ts';

export const EVERYTHING = join(ROOT, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');
export const FILESYSTEM = join(ROOT, 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js');
/** a server that a test scripts, see `scripted-server.ts` */
export const SCRIPTED = join(ROOT, 'plugins/bridges/mcp/test/support/scripted-server.ts');

export interface McpLabOptions {
  servers?: Record<string, object>;
  lazy?: boolean | number;
  trusted?: boolean;
  script?: Script;
  judge?: NonNullable<Parameters<typeof turnLab>[1]>['judge'];
  config?: object;
  env?: Record<string, string>;
}

export interface McpLab extends TurnLab {
  service(): Promise<McpService>;
  /** Sends a prompt. @returns what the calls brought, in order */
  prompt(person?: Person, open?: object): Promise<string[]>;
  notices(): string[];
}

/** A turn lab with the real bridge and the given servers. */
export function mcpLab({ servers = {}, lazy, trusted = false, script = () => says('ok'), judge, config, env }: McpLabOptions): McpLab {
  const mcp = { servers, ...(lazy !== undefined && { lazy }) };
  const lab = turnLab(script, {
    bundled: ['@ock/bridge-mcp'],
    config: { ...(Object.keys(servers).length > 0 && { mcp }), ...config },
    ...(judge && { judge }),
    ...(env && { env }),
  });
  const { kernel } = lab;
  (kernel.options as { language: Kernel['language'] }).language = language;
  (kernel.config as { trusts: Kernel['config']['trusts'] }).trusts = () => trusted;
  return {
    ...lab,
    service: () => kernel.use('service', 'mcp'),
    async prompt(person, open = {}) {
      const from = lab.events.length;
      await (await lab.open({ ...(person && { person }), ...open })).prompt({ text: 'go', files: [] }, { signal: kernel.signal });
      return lab.events.slice(from).flatMap((event) => (event.type === 'tool_result' ? [event.output] : []));
    },
    notices: () => lab.events.flatMap((event) => (event.type === 'notice' ? [event.text] : [])),
  };
}

/** How a server of node is configured. */
export function nodeServer(file: string, args: string[] = [], more: object = {}): object {
  return { command: process.execPath, args: [file, ...args], ...more };
}

/** One that runs from its TypeScript source. */
export function scripted(what: string, more: object = {}): object {
  return { command: process.execPath, args: ['--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs'), SCRIPTED, what], ...more };
}
