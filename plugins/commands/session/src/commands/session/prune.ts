import { type Format, KernelError, type Pruned, type PruneLimits, sanitizeLine } from '@ock/kernel';
import { Flags, OcCommand, table } from '@ock/kernel/command';
import type { SessionConfig } from '@ock/schemas';
import { agreed } from '../../agreed.ts';
import { sizeText } from '../../session-table.ts';

const MS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
const MB = 1024 * 1024;
/** sessions that are listed before it is asked */
const SHOWN = 30;

interface Result extends Pruned {
  dry_run: boolean;
  /** kept contents of files that go with them, or that no session needs */
  snapshot_bytes: number;
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
    const plan = await sessions.prune({ ...limits, dryRun: true, signal: kernel.signal });
    const unneeded = await snapshots.prune({ dryRun: true });
    this.#show(plan, unneeded.bytes, format);
    const size = sizeText(plan.bytes + unneeded.bytes, this.t, format);
    const count = format.number(plan.sessions.length);
    const isNothing = plan.sessions.length === 0 && unneeded.bytes === 0;
    if (isNothing) this.note(this.t('command-session.prune_nothing'));
    if (isNothing || flags['dry-run']) {
      if (!isNothing) this.out(this.t('command-session.prune_would', { count, size }));
      return { ...plan, dry_run: true, snapshot_bytes: unneeded.bytes };
    }
    if (!flags.yes && !(await agreed([], this.t('command-session.prune_sure', { count, size }), this.t))) {
      this.note(this.t('command-session.nothing_done'));
      return { sessions: [], bytes: 0, busy: [], dry_run: false, snapshot_bytes: 0 };
    }
    const done = await sessions.prune({ ...limits, signal: kernel.signal });
    const { bytes } = await snapshots.prune();
    const freed = { count: format.number(done.sessions.length), size: sizeText(done.bytes + bytes, this.t, format) };
    this.out(this.t('command-session.pruned', freed));
    return { ...done, dry_run: false, snapshot_bytes: bytes };
  }

  /** Flags say it all where there are any. @throws OC_USAGE when nothing limits */
  #limits(flags: { 'older-than'?: string; keep?: number; 'max-size'?: number; archived: boolean }, config: SessionConfig): PruneLimits {
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
    if (Object.keys(configured).length > 0) return configured;
    throw new KernelError('OC_USAGE', { message: this.t('command-session.prune_no_limit') });
  }

  #age(text: string): number {
    const [, amount, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
    if (amount === undefined) throw new KernelError('OC_USAGE', { message: this.t('command-session.prune_days') });
    return Number(amount) * MS[unit as keyof typeof MS];
  }

  #show({ sessions, busy }: Pruned, snapshotBytes: number, format: Format): void {
    const head = ['id', 'changed', 'size', 'prune_reason', 'title'].map((key) => this.t(`command-session.${key}`));
    const rows = sessions
      .slice(0, SHOWN)
      .map(({ id, title, updatedAt, bytes, reason }) => [
        id,
        format.ago(updatedAt),
        sizeText(bytes, this.t, format),
        this.t(`command-session.because_${reason}`),
        sanitizeLine(title) || this.t('command-session.untitled'),
      ]);
    if (rows.length > 0) for (const line of table([head, ...rows])) this.out(line);
    if (sessions.length > SHOWN) this.out('…');
    for (const id of busy) this.note(this.t('command-session.prune_busy', { id }));
    if (snapshotBytes > 0) this.out(this.t('command-session.prune_snapshots', { size: sizeText(snapshotBytes, this.t, format) }));
  }
}
