import {
  addSecret,
  type Bridge,
  type BridgeTool,
  errorText,
  inParallel,
  type Kernel,
  KernelError,
  openToolFile,
  type PluginContext,
  sanitizeLine,
  type Tool,
  type ToolFile,
} from '@ock/kernel';
import { isSecretKey } from '@ock/kernel/config';
import { commandSettings, SettingError } from './command-settings.ts';
import { createCommandTool } from './command-tool.ts';
import { type FoundToolFile, findToolFiles } from './find-tool-files.ts';

/** files that are imported at the same time */
const AT_ONCE = 4;

/** The tools of `[tool.NAME] command` and of the files in the folders of tools. */
export class CustomTools implements Bridge {
  readonly #ctx: PluginContext;
  /** replaces the script of child processes */
  readonly #script: string | undefined;
  readonly #running: ToolFile[] = [];
  #tools: BridgeTool[] = [];

  constructor(ctx: PluginContext, script?: string) {
    this.#ctx = ctx;
    this.#script = script;
  }

  get #kernel(): Kernel {
    return this.#ctx.kernel;
  }

  async start(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const commands = this.#commands();
    const { files, problems } = findToolFiles(this.#kernel);
    for (const problem of problems) this.#tell(problem);
    const brought = await inParallel(files, AT_ONCE, (file) => this.#open(file, signal));
    for (const tool of [...commands, ...brought.flat()]) this.#add(tool);
    this.#tellMissing();
  }

  /** Programs of the configuration: what nobody trusts was left out of it before. */
  #commands(): BridgeTool[] {
    const { config } = this.#kernel;
    return Object.entries(config.config.tool ?? {}).flatMap(([name, table]): BridgeTool[] => {
      if (table.command === undefined) return [];
      const origin = config.origin(['tool', name, 'command'])?.file;
      try {
        const settings = commandSettings(name, table, origin);
        for (const [key, value] of Object.entries(settings.env)) if (value.length >= 8 && isSecretKey([key])) addSecret(value);
        return [{ contribution: settings.contribution, tool: createCommandTool(settings) as Tool, origin: origin ?? 'opencode.toml' }];
      } catch (error) {
        if (!(error instanceof SettingError)) throw error;
        const { key, args } = error;
        const expected = this.#ctx.t(`bridge-custom-tools.need_${error.expected}`, args);
        this.#tell(this.#ctx.t('bridge-custom-tools.setting', { name, key, expected }));
        return [];
      }
    });
  }

  async #open({ path, real, name }: FoundToolFile, signal: AbortSignal): Promise<BridgeTool[]> {
    if (signal.aborted) return [];
    const file = await openToolFile(this.#ctx, real, name, this.#script);
    this.#running.push(file);
    try {
      const tools = await file.start();
      return tools.map((tool) => ({ ...tool, origin: path }));
    } catch (error) {
      if (!signal.aborted) this.#tell(this.#ctx.t('bridge-custom-tools.failed', { file: path, message: this.#reason(error) }));
      await this.#end(file);
      return [];
    }
  }

  #reason(error: unknown): string {
    if (error instanceof KernelError && error.code === 'OC_TIMEOUT')
      return this.#ctx.t('bridge-custom-tools.late', { seconds: Number(error.details.ms) / 1000 });
    return errorText(error, this.#ctx.t);
  }

  /** The nearest of a name counts; one that a plugin has must be given to us. */
  #add(tool: BridgeTool): void {
    const { id } = tool.contribution;
    const { t, plugin } = this.#ctx;
    const file = tool.origin ?? '';
    const other = this.#tools.find(({ contribution }) => contribution.id === id);
    if (this.#kernel.catalogue.find('tool', id)) this.#tell(t('bridge-custom-tools.taken', { file, id, plugin: plugin.name }));
    else if (other) this.#tell(t('bridge-custom-tools.twice', { file, id, other: other.origin ?? '' }));
    else this.#tools.push(tool);
  }

  /** Who gives a tool to us takes it from the plugin that had it. */
  #tellMissing(): void {
    for (const [part, plugin] of Object.entries(this.#kernel.config.config.override ?? {})) {
      const id = part.startsWith('tool:') && plugin === this.#ctx.plugin.name ? part.slice('tool:'.length) : undefined;
      if (id !== undefined && !this.#tools.some(({ contribution }) => contribution.id === id))
        this.#tell(this.#ctx.t('bridge-custom-tools.missing', { part, id }));
    }
  }

  tools(): BridgeTool[] {
    return this.#tools;
  }

  async stop(): Promise<void> {
    this.#tools = [];
    await Promise.all(this.#running.splice(0).map((file) => this.#end(file)));
  }

  /** One that is hanging is killed, which it reports as a failure. */
  async #end(file: ToolFile): Promise<void> {
    try {
      await file.stop();
    } catch (error) {
      this.#ctx.log.debug('tool file killed', { file: file.file, error: String(error) });
    }
  }

  #tell(text: string): void {
    const { log, plugin } = this.#ctx;
    log.warn(text);
    const notice = { type: 'notice', level: 'warning', code: 'custom_tools', text: sanitizeLine(text), plugin: plugin.name } as const;
    this.#kernel.emit({ ...notice, session_id: '', time: Date.now() });
  }
}
