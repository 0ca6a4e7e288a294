import {
  errorText,
  KernelError,
  type LspAnswer,
  type LspQuery,
  type LspReading,
  type LspService,
  runToolOnce,
  sanitize,
  ToolError,
  type ToolOutput,
} from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { parsePlace } from './place.ts';

export const PLACE = { place: Args.string({ required: true, ignoreStdin: true, description: 'FILE:LINE:COL, counted from 1' }) };
export const FILE = { file: Args.string({ required: true, ignoreStdin: true, description: 'file' }) };
export const SYMBOL = { symbol: Flags.string({ char: 's', summary: 'name on that line, instead of COL', helpValue: 'NAME' }) };

/** What the commands that ask a language server share. */
export abstract class LspCommand extends OcCommand {
  static override enableJsonFlag = true;

  protected async service(): Promise<LspService> {
    const kernel = await this.kernel();
    return kernel.use('service', 'lsp');
  }

  /** Asks about a place, prints the answer and returns it. @throws OC_LSP when there is none, OC_INPUT */
  protected async answer(
    operation: LspReading,
    place: string,
    options: { symbol?: string | undefined; needed?: 'file' | 'line' } = {},
  ): Promise<LspAnswer> {
    const kernel = await this.kernel();
    const { symbol, needed = 'line' } = options;
    return this.ask({ operation, ...parsePlace(place, kernel.cwd, this.t, needed), ...(symbol !== undefined && { symbol }) });
  }

  protected async ask(query: LspQuery): Promise<LspAnswer> {
    const service = await this.service();
    const answer = await this.#interruptible((signal) => service.query(query, signal));
    this.out(process.stdout.isTTY ? sanitize(answer.text) : answer.text);
    return answer;
  }

  /** Changes files as the tool `lsp_edit` does: asked for by a person, so edits in the workspace need no further word; denials hold. */
  protected async edit(input: Record<string, unknown>): Promise<ToolOutput> {
    const kernel = await this.kernel();
    const { output, denied } = await this.#interruptible((signal) =>
      runToolOnce(kernel, { tool: 'lsp_edit', input, mode: 'accept-edits', signal }),
    );
    if (denied) {
      this.note(this.t('command-lsp.denied', { reason: denied.reason }));
      process.exitCode = 54;
      return output;
    }
    if (output.isError) throw new KernelError('OC_LSP', { message: output.text });
    this.out(process.stdout.isTTY ? sanitize(output.text) : output.text);
    return output;
  }

  async #interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const interrupt = (): void => controller.abort(new KernelError('OC_INTERRUPTED'));
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    try {
      return await work(controller.signal);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      throw new KernelError('OC_LSP', { message: errorText(error, this.t) }, { cause: error });
    } finally {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    }
  }
}
