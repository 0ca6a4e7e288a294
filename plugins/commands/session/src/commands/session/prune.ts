import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Format,
  type Kernel,
  KernelError,
  type Pruned,
  type PrunedOutputs,
  type PruneLimits,
  removeOutputs,
  sanitizeLine,
} from '@ock/kernel';
import { Flags, OcCommand, table } from '@ock/kernel/command';
import type { SessionConfig } from '@ock/schemas';
import { agreed } from '../../agreed.ts';

const MS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
const MB = 1024 * 1024;
/** sessions that are listed before it is asked */
const SHOWN = 30;

interface Result extends Pruned {
  dry_run: boolean;
  /** kept contents of files that go with them, or that no session needs */
  snapshot_bytes: number;
  /** outputs of tools beyond their own limits */
  output_bytes: number;
}

export default class SessionPrune extends OcCommand {
  static override summary = 'delete sessions beyond limits of age, number and size';
  static override description =
    'Without flags, the limits are those of [session] in opencode.toml. A session goes with its sub-agents, kept output and snapshots. What a process talks to stays.';
  static override enableJsonFlag = true;
  static override examples = [
    '<%= config.bin %> session prune --older-than 30d --dry-run',
    '<%= config.bin %> session prune --archived -y',
  ];
  static override flags = {
    'older-than': Flags.string({ summary: 'not changed for so long: 30d, 12h, 8w', helpValue: 'TIME' }),
    keep: Flags.integer({ min: 0, summary: 'sessions that stay, the last changed ones', helpValue: 'N' }),
    'max-size': Flags.integer({ min: 0, summary: 'megabytes that all sessions may take', helpValue: 'MB' }),
    archived: Flags.boolean({ summary: 'only archived ones; without a limit, all of them' }),
    'dry-run': Flags.boolean({ char: 'n', summary: 'only say what would be deleted' }),
    yes: Flags.boolean({ char: 'y', summary: 'do not ask' }),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(SessionPrune);
    const kernel = await this.kernel();
    const limits = this.#limits(flags, (kernel.config.config.session ?? {}) as SessionConfig);
    const sessions = await kernel.use('service', 'sessions');
    const snapshots = await kernel.use('service', 'snapshots');
    const { format } = kernel.language;
    const none: Pruned = { sessions: [], bytes: 0, busy: [] };
    const plan = limits ? await this.working(() => sessions.prune({ ...limits, dryRun: true, signal: kernel.signal })) : none;
    const unneeded = await this.working(() => snapshots.prune({ dryRun: true }));
    const outputs = await this.working(() => this.#outputs(kernel, true));
    const besides = { snapshot_bytes: unneeded.bytes, output_bytes: outputs.bytes };
    this.#show(plan, besides, format);
    const count = plan.sessions.length;
    const size = format.bytes(plan.bytes + unneeded.bytes + outputs.bytes);
    const isNothing = count === 0 && unneeded.bytes === 0 && outputs.files === 0;
    if (!limits) this.note(this.t('command-session.prune_no_limit'));
    if (isNothing) this.note(this.t('command-session.prune_nothing'));
    if (isNothing || flags['dry-run']) {
      if (!isNothing) this.out(this.t('command-session.prune_would', { count, size }));
      return { ...plan, dry_run: true, ...besides };
    }
    if (count > 0 && !flags.yes && !(await agreed([], this.t('command-session.prune_sure', { count, size }), this.t))) {
      this.note(this.t('command-session.nothing_done'));
      return { ...none, dry_run: false, snapshot_bytes: 0, output_bytes: 0 };
    }
    const done = limits ? await this.working(() => sessions.prune({ ...limits, signal: kernel.signal })) : none;
    const { bytes } = await this.working(() => snapshots.prune());
    const { bytes: outputBytes } = await this.working(() => this.#outputs(kernel, false));
    const freed = { count: done.sessions.length, size: format.bytes(done.bytes + bytes + outputBytes) };
    this.out(this.t('command-session.pruned', freed));
    return { ...done, dry_run: false, snapshot_bytes: bytes, output_bytes: outputBytes };
  }

  async #outputs({ paths, signal }: Kernel, dryRun: boolean): Promise<PrunedOutputs> {
    const root = join(paths.data, 'tool-output');
    return existsSync(root) ? removeOutputs(root, { signal, dryRun }) : { files: 0, bytes: 0 };
  }

  /** Flags say it all where there are any. @returns undefined: nothing limits sessions */
  #limits(
    flags: { 'older-than'?: string; keep?: number; 'max-size'?: number; archived: boolean },
    config: SessionConfig,
  ): PruneLimits | undefined {
    const given: PruneLimits = {
      ...(flags['older-than'] !== undefined && { maxAgeMs: this.#age(flags['older-than']) }),
      ...(flags.keep !== undefined && { maxSessions: flags.keep }),
      ...(flags['max-size'] !== undefined && { maxBytes: flags['max-size'] * MB }),
    };
    if (flags.archived) return { ...given, archivedOnly: true };
    if (Object.keys(given).length > 0) return given;
    const { max_age_days, max_sessions, max_size_mb } = config;
    const configured: PruneLimits = {
      ...(max_age_days !== undefined && { maxAgeMs: max_age_days * MS.d }),
      ...(max_sessions !== undefined && { maxSessions: max_sessions }),
      ...(max_size_mb !== undefined && { maxBytes: max_size_mb * MB }),
    };
    return Object.keys(configured).length > 0 ? configured : undefined;
  }

  #age(text: string): number {
    const [, amount, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
    if (amount === undefined) throw new KernelError('OC_USAGE', { message: this.t('command-session.prune_days') });
    return Number(amount) * MS[unit as keyof typeof MS];
  }

  #show({ sessions, busy }: Pruned, besides: Pick<Result, 'snapshot_bytes' | 'output_bytes'>, format: Format): void {
    const head = ['id', 'changed', 'size', 'prune_reason', 'title'].map((key) => this.t(`command-session.${key}`));
    const rows = sessions
      .slice(0, SHOWN)
      .map(({ id, title, updatedAt, bytes, reason }) => [
        id,
        format.ago(updatedAt),
        format.bytes(bytes),
        this.t(`command-session.because_${reason}`),
        sanitizeLine(title) || this.t('command-session.untitled'),
      ]);
    if (rows.length > 0) for (const line of table([head, ...rows])) this.out(line);
    if (sessions.length > SHOWN) this.out('…');
    for (const id of busy) this.note(this.t('command-session.prune_busy', { id }));
    const { snapshot_bytes: kept, output_bytes: outputs } = besides;
    if (kept > 0) this.out(this.t('command-session.prune_snapshots', { size: format.bytes(kept) }));
    if (outputs > 0) this.out(this.t('command-session.prune_outputs', { size: format.bytes(outputs) }));
  }
}
