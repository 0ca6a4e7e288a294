import { errorText, KernelError, type Memories, type MemoryScope, ToolError } from '@ock/kernel';
import { Flags, OcCommand } from '@ock/kernel/command';

export const scopeFlag = {
  scope: Flags.option({ options: ['project', 'global'] as const, summary: 'only this one; default both' })(),
};

/** What the commands below `opencode memory` share. */
export abstract class MemoryCommand extends OcCommand {
  static override enableJsonFlag = true;

  protected async memories(): Promise<Memories> {
    const kernel = await this.kernel();
    return (await kernel.use('service', 'memory')).of(kernel.cwd);
  }

  /** @throws OC_INPUT for a key under which nothing is */
  protected unknown(key: string): never {
    throw new KernelError('OC_INPUT', { message: this.t('command-memory.unknown', { key }) });
  }

  /** What the service tells models is told people as well. */
  protected async said<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      throw cause instanceof ToolError ? new KernelError('OC_INPUT', { message: errorText(cause, this.t) }, { cause }) : cause;
    }
  }
}

/** As `--json` prints it. */
export interface MemoryRow {
  key: string;
  scope: MemoryScope;
  /** ms since 1970 */
  created_at: number;
  updated_at: number;
}
