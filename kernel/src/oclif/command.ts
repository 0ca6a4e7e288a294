import { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/config';
import * as Flags from '@oclif/core/flags';
import { escapeHidden, sanitize, sanitizeLine } from '../host/sanitize.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { Translate } from '../runtime/translate.ts';
import { bootOf } from './bridge.ts';
import { unknownFlag } from './not-found.ts';
import { usageError } from './usage-error.ts';
import { whileWorking } from './while-working.ts';

export * as Args from '@oclif/core/args';
export { answered, type Prompt } from './answered.ts';
export { table } from './table.ts';
export { confirmTrust, trustLines } from './trust-dialog.ts';
export { whileWorking } from './while-working.ts';
export { Flags };

/** Base of every command: global flags, the kernel, text through the catalogue. Thrown KernelErrors set the exit code. */
export abstract class OcCommand extends Command {
  static override baseFlags = {
    profile: Flags.string({ summary: 'configuration profile', helpGroup: 'GLOBAL', helpValue: 'NAME' }),
    model: Flags.string({ char: 'm', summary: 'model, as provider/model', helpGroup: 'GLOBAL', helpValue: 'MODEL' }),
    provider: Flags.string({ summary: 'provider', helpGroup: 'GLOBAL', helpValue: 'ID' }),
    agent: Flags.string({ summary: 'agent', helpGroup: 'GLOBAL', helpValue: 'ID' }),
    dir: Flags.string({ summary: 'work in this directory', helpGroup: 'GLOBAL', helpValue: 'PATH' }),
    trust: Flags.boolean({ summary: 'trust the project configuration of this folder for this run', helpGroup: 'GLOBAL' }),
  };

  /** Runs on the Config the kernel made; oclif's own would load it a second time. */
  static override async run<T extends Command>(
    this: new (
      argv: string[],
      config: Config,
    ) => T,
    argv?: string[],
    config?: unknown,
  ): Promise<ReturnType<T['run']>> {
    const command = new this(argv ?? [], config as Config);
    return (command as unknown as { _run(): Promise<ReturnType<T['run']>> })._run();
  }

  protected get t(): Translate {
    return bootOf(this.config).t;
  }

  /** The kernel, configured for `--dir` and `--profile`. @throws the error that reading the configuration met */
  protected async kernel(): Promise<Kernel> {
    return bootOf(this.config).kernel();
  }

  /** A line of the command's answer, on stdout; a terminal gets no control sequences. Silent under `--json`. */
  protected out(text = ''): void {
    if (!this.jsonEnabled()) process.stdout.write(`${process.stdout.isTTY ? sanitize(text) : text}\n`);
  }

  /** A line about the work, on stderr, without control sequences. */
  protected note(text: string): void {
    process.stderr.write(`${sanitize(text)}\n`);
  }

  /** Work that may take a while: on a terminal it is said that it goes on. `tell` says how far it is: "3/12". */
  protected working<T>(work: (tell: (progress: string) => void) => Promise<T>): Promise<T> {
    return whileWorking({ title: this.t('cli.working') }, (tell) => work((progress) => tell(sanitizeLine(progress))));
  }

  /** On a terminal what it would obey, or what hides or reorders text, stands as escapes: JSON leaves most of that as it is. */
  protected override logJson(json: unknown): void {
    const text = JSON.stringify(json, null, 2);
    process.stdout.write(`${process.stdout.isTTY ? escapeHidden(text) : text}\n`);
  }

  override async catch(error: Error & { exitCode?: number }): Promise<void> {
    const { flags, baseFlags, enableJsonFlag } = this.ctor;
    const names = Object.keys({ ...baseFlags, ...flags, ...(enableJsonFlag && { json: true }) });
    throw unknownFlag(error.message, names) ?? usageError(error) ?? error;
  }
}
