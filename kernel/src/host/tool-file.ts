import { dirname, join } from 'node:path';
import type { Tool, ToolContext, ToolContribution, ToolOutput } from '../kinds/tool.ts';
import { KernelError, ToolError } from '../runtime/errors.ts';
import type { PluginContext } from '../runtime/plugin.ts';
import { childEnv } from '../turn/tools/child-env.ts';
import { CHILD_SCRIPT } from './child-script.ts';
import { PluginHost } from './plugin-host.ts';
import { remoteTool } from './remote-tool.ts';

/** ms until a file must have been imported */
const START_MS = 5_000;
/** ms of one call, where `[tool.ID] timeout` does not say otherwise */
const CALL_MS = 120_000;
const LONGEST_CALL_MS = 3_600_000;

/**
 * A file of a person's own whose exports are tools, in a process of its own. It has the rights of a command that the person runs, and none of ours:
 * no keys in its environment, no secrets, no network client of the kernel.
 */
export class ToolFile {
  readonly file: string;
  readonly #host: PluginHost;

  /**
   * @param ctx of the plugin that brings the tools
   * @param file absolute path of the module
   * @param name what its tools are called by
   * @param script replaces the child's script
   */
  constructor(ctx: PluginContext, file: string, name: string, script?: string) {
    const { kernel } = ctx;
    this.file = file;
    const refuse = () => {
      throw new KernelError('OC_PLUGIN_PERMISSION', { plugin: file, permission: 'inline' });
    };
    const { NODE_OPTIONS: _options, ...env } = childEnv(kernel);
    const plugin = { name: file, version: '0', root: dirname(file) };
    const secrets = { get: async () => refuse() };
    const models = { complete: async () => refuse(), embed: async () => refuse() };
    const fetch = async () => refuse();
    this.#host = new PluginHost(
      { ...ctx, plugin, secrets, models, fetch },
      {
        activate: { plugin, entry: file, config: {}, contributed: [], tools: name },
        granted: ['exec'],
        args: [script ?? join(kernel.options.installRoot, CHILD_SCRIPT)],
        cwd: kernel.cwd,
        env,
        startMs: START_MS,
        checkHost: refuse,
        onState: (state, error) => {
          if (error !== undefined) ctx.log.warn('tool file', { file, state, error: String(error) });
        },
      },
    );
  }

  /** Imports the file. @throws what its import threw, OC_TIMEOUT after 5 s, what is wrong with its exports */
  async start(): Promise<{ contribution: ToolContribution; tool: Tool }[]> {
    const { tools = [] } = await this.#host.start();
    return tools.map((contribution) => ({ contribution, tool: this.#tool(contribution.id) as Tool }));
  }

  /** Ends its process with all that it started. */
  stop(): Promise<void> {
    return this.#host.stop();
  }

  #tool(id: string): Tool<unknown> {
    const remote = remoteTool(this.#host, id, ['run']);
    return {
      async run(input: unknown, ctx: ToolContext): Promise<ToolOutput> {
        const { timeout } = ctx.config;
        const ms = Math.min(typeof timeout === 'number' && timeout > 0 ? timeout : CALL_MS, LONGEST_CALL_MS);
        const late = AbortSignal.timeout(ms);
        try {
          const { cwd, sessionId, callId, session, config, outputDir, env } = ctx;
          const signal = AbortSignal.any([ctx.signal, late]);
          const { progress, ask } = ctx;
          return await remote.run(input, { cwd, sessionId, callId, session, config, outputDir, env, signal, progress, ask });
        } catch (error) {
          if (!late.aborted || ctx.signal.aborted) throw error;
          throw new ToolError(`${id} timed out: ended after ${ms} ms. [tool.${id}] timeout in opencode.toml allows more.`, {
            cause: error,
          });
        }
      },
    };
  }
}
