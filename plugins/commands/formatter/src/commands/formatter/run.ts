import { resolve } from 'node:path';
import { type Formatted, KernelError, resolvePath, shownPath, unifiedDiff } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';

export default class FormatterRun extends OcCommand {
  static override enableJsonFlag = true;
  static override summary = 'format a file as it would be after an edit';
  static override examples = ['<%= config.bin %> formatter run src/main.ts'];
  static override description = 'Exit code 1 when the formatter fails.';
  static override args = { file: Args.string({ required: true, ignoreStdin: true, description: 'file' }) };

  async run(): Promise<Omit<Formatted, 'before' | 'after'> & { changed: boolean; diff?: string }> {
    const { args } = await this.parse(FormatterRun);
    const kernel = await this.kernel();
    const file = resolvePath(resolve(kernel.cwd, args.file), kernel.cwd);
    const shown = shownPath(file, kernel.cwd);
    const service = await kernel.use('service', 'formatter');
    const status = service.formatterOf(file);
    if (!status) throw new KernelError('OC_INPUT', { because: 'command-formatter.no_formatter', file: shown });
    const { before, after, ...done } = (await this.#interruptible((signal) => service.format(file, signal))) ?? {
      file,
      formatter: status.name,
      failure: this.t(`command-formatter.state_${status.state}`),
      others: [],
    };
    const { formatter, failure, others } = done;
    const diff = before !== undefined && after !== undefined ? await unifiedDiff(shown, before, after) : undefined;
    if (failure !== undefined) {
      this.note(this.t('command-formatter.failed', { formatter, file: shown, reason: failure }));
      process.exitCode = 1;
    } else if (diff) {
      this.out(this.t('command-formatter.changed', { formatter, file: shown, added: diff.added, removed: diff.removed }));
    } else this.out(this.t('command-formatter.same', { formatter, file: shown }));
    if (others.length > 0) this.note(this.t('command-formatter.others', { files: others.join(', ') }));
    return { ...done, changed: diff !== undefined, ...(diff && { diff: diff.diff }) };
  }

  async #interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const interrupt = (): void => controller.abort(new KernelError('OC_INTERRUPTED'));
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    try {
      return await work(controller.signal);
    } finally {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    }
  }
}
