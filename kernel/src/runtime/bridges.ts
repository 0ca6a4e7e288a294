import { parseKeyPath, valueAt } from '../config/key-path.ts';
import { isTable, type TomlTable } from '../config/toml.ts';
import type { Entry } from '../index/catalogue.ts';
import type { Bridge, BridgeContribution } from '../kinds/bridge.ts';
import type { Tool } from '../kinds/tool.ts';
import { anyStands } from './any-stands.ts';
import type { Kernel } from './kernel.ts';
import { within } from './within.ts';

/** ms a prompt waits for a bridge; bridges have shorter limits of their own */
const START_DEADLINE_MS = 60_000;
/** ms a bridge may take to stop: a person waits for the process to end */
const STOP_DEADLINE_MS = 3_000;
const TOOL_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** A tool of the catalogue, and the implementation that a bridge brought with it. */
export interface RunTimeTool extends Entry<'tool'> {
  tool: Tool;
  hidden: boolean;
  /** where it comes from, for people */
  origin?: string;
}

/** The bridges that are due, and the tools they bring while the program runs. */
export class Bridges {
  readonly #kernel: Kernel;
  readonly #failed: (plugin: string, error: unknown) => void;
  readonly #running: { entry: Entry<'bridge'>; bridge: Bridge }[] = [];
  #started?: Promise<void>;

  /** @param failed told of a bridge that does not start or lists tools that are none */
  constructor(kernel: Kernel, failed: (plugin: string, error: unknown) => void) {
    this.#kernel = kernel;
    this.#failed = failed;
  }

  /** Starts those that are due, all at once and once in a process. Never rejects; a bridge that is late goes on by itself. */
  start(): Promise<void> {
    this.#started ??= Promise.all(this.#due().map((entry) => this.#start(entry))).then(() => undefined);
    return this.#started;
  }

  #due(): Entry<'bridge'>[] {
    return this.#kernel.catalogue.list('bridge').filter(({ contribution }) => isDue(this.#kernel, contribution));
  }

  async #start(entry: Entry<'bridge'>): Promise<void> {
    const { plugin, contribution } = entry;
    const { signal } = this.#kernel;
    try {
      const bridge = await this.#kernel.use('bridge', contribution.id);
      if (signal.aborted) return;
      this.#running.push({ entry, bridge });
      await within(START_DEADLINE_MS, `start ${plugin.name}`, bridge.start(signal));
    } catch (error) {
      if (!signal.aborted) this.#failed(plugin.name, error);
    }
  }

  isRunning(id: string): boolean {
    return this.#running.some(({ entry }) => entry.contribution.id === id);
  }

  /** Every tool there is now, in the order of ids. An id that a plugin or an earlier bridge has is left to it. */
  tools(): RunTimeTool[] {
    const found = new Map<string, RunTimeTool>();
    for (const { entry, bridge } of this.#running) {
      for (const { contribution, tool, hidden = false, origin } of bridge.tools?.() ?? []) {
        const { id } = contribution;
        if (!TOOL_ID.test(id)) this.#failed(entry.plugin.name, new Error(`"${id}" is not a name that models take`));
        else if (!found.has(id) && !this.#kernel.catalogue.find('tool', id))
          found.set(id, { plugin: entry.plugin, contribution, tool, hidden, ...(origin !== undefined && { origin }) });
      }
    }
    return [...found.values()].sort((a, b) => (a.contribution.id < b.contribution.id ? -1 : 1));
  }

  tool(id: string): RunTimeTool | undefined {
    return this.#running.length === 0 ? undefined : this.tools().find(({ contribution }) => contribution.id === id);
  }

  /** Stops all that were started. @returns the failures */
  async stop(): Promise<{ plugin: string; error: unknown }[]> {
    const failures: { plugin: string; error: unknown }[] = [];
    await Promise.all(
      this.#running.splice(0).map(async ({ entry, bridge }) => {
        try {
          await within(STOP_DEADLINE_MS, `stop ${entry.plugin.name}`, bridge.stop());
        } catch (error) {
          failures.push({ plugin: entry.plugin.name, error });
        }
      }),
    );
    return failures;
  }
}

/** Is one of the tables set, or one of the files there? */
export function isDue(kernel: Kernel, { config: tables, files }: Pick<BridgeContribution, 'config' | 'files'>): boolean {
  if (!tables && !files) return true;
  const isSet = (path: string) => {
    const value = valueAt(kernel.config.config as TomlTable, parseKeyPath(path));
    return isTable(value) && Object.keys(value).length > 0;
  };
  if (tables?.some(isSet)) return true;
  return files !== undefined && anyStands(kernel, files);
}
