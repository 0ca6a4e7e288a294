import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checkpoint,
  type Conflict,
  type FileChange,
  type FileState,
  findMessage,
  KernelError,
  type PruneOptions,
  type Restored,
  type Reverted,
  type RevertOptions,
  type SessionService,
  type SnapshotService,
  shownPath,
  type UnifiedDiff,
  ulid,
  unifiedDiff,
} from '@ock/kernel';
import type { Message, Session } from '@ock/schemas';
import { applyPlan } from './apply-plan.ts';
import { BlobStore } from './blob-store.ts';
import { chainOf, type Link, standingReverts } from './chain.ts';
import { lookAt } from './file-state.ts';
import { planToFinish, sweepTemporaries, type Unfinished, unfinishedOf } from './finish-revert.ts';
import { explained } from './gaps.ts';
import { Journal, type JournalRecord, type Outcome, type Touched } from './journal.ts';
import { type PathKey, shownKey } from './path-key.ts';
import { makePlan, type Plan, type Refusal } from './plan.ts';
import { type Limits, pruneSnapshots } from './prune-snapshots.ts';
import { unrecorded } from './unrecorded.ts';

export interface SnapshotsOptions {
  /** folder of all snapshots, of every workspace */
  dir: string;
  /** folder from which paths are told in differences */
  cwd: string;
  sessions(): Promise<SessionService>;
  limits: Limits;
  maxFileBytes: number;
}

/** bytes of a text that is compared for people */
const MAX_TEXT = 1024 * 1024;
/** ms between two looks at what is too old */
const PAUSE_MS = 86_400_000;

interface Target {
  session: Session;
  /** ULID: what came after it goes */
  since: string;
  /** first message that goes; absent: none does */
  message?: Message;
  /** of those that count, from `message` on */
  gone: readonly Message[];
}

/** Undo and redo on the journals of sessions. */
export class Snapshots implements SnapshotService {
  readonly blobs: BlobStore;
  readonly #options: SnapshotsOptions;
  readonly #journals = new Map<string, Journal>();

  constructor(options: SnapshotsOptions) {
    this.#options = options;
    this.blobs = new BlobStore(join(options.dir, 'blobs'));
  }

  /** That of the session at the top. Always the same one, so that its lines come one after the other. */
  journal(sessionId: string): Journal {
    const known = this.#journals.get(sessionId) ?? new Journal(join(this.#options.dir, 'sessions', `${sessionId}.jsonl`));
    this.#journals.set(sessionId, known);
    return known;
  }

  async changes(sessionId: string, since?: string): Promise<FileChange[]> {
    const records = this.journal(sessionId).read();
    const from = since === undefined ? '' : (await this.#target(sessionId, { to: since, only: 'files' }, records)).since;
    const { paths } = chainOf(records, from);
    return [...paths].map(([key, { before, after, open }]) => ({
      path: shownKey(key),
      before,
      after: open ? lookAt(key, this.#options.maxFileBytes).state : after,
    }));
  }

  async diff({ path, before, after }: FileChange): Promise<UnifiedDiff | undefined> {
    const [old, now] = [this.#text(before), this.#text(after)];
    return old === undefined || now === undefined ? undefined : unifiedDiff(shownPath(path, this.#options.cwd), old, now);
  }

  async revert(sessionId: string, options: RevertOptions = {}): Promise<Reverted> {
    const journal = this.journal(sessionId);
    const unfinished = unfinishedOf(journal.last());
    const finished = unfinished && (await this.#finish(sessionId, unfinished, options.dryRun));
    // who asks again after a kill means the same undo
    if (finished && unfinished.outcome.t === 'reverted' && (options.to === undefined || options.to === unfinished.outcome.from))
      return finished;
    const records = journal.read();
    const target = await this.#target(sessionId, options, records);
    const chain = options.only === 'conversation' ? undefined : chainOf(records, target.since);
    const message = options.only === 'files' ? undefined : target.message;
    const nothing = (chain === undefined || chain.entries.length === 0) && !message;
    if (nothing) throw new KernelError('OC_INPUT', { because: 'service-snapshots.nothing_to_undo' });
    const plan = this.#plan(chain?.paths ?? new Map());
    const told = {
      messages: message ? target.gone.length : 0,
      ...(message && { prompt: promptOf(message) }),
      uncovered: chain ? [...chain.uncovered, ...unrecorded(target.gone, records, target.session)].map(explained) : [],
    };
    if (options.dryRun) return { ...told, ...(await this.#told(plan.steps, plan.refusals)) };
    const done = await this.#carryOut(sessionId, plan, {
      t: 'reverted',
      entries: chain?.entries ?? [],
      left: plan.refusals.map(({ key }) => key),
      ...(message && { from: message.id }),
    });
    return { ...told, ...done };
  }

  async unrevert(sessionId: string, { dryRun }: Pick<RevertOptions, 'dryRun'> = {}): Promise<Reverted> {
    const sessions = await this.#options.sessions();
    const journal = this.journal(sessionId);
    const unfinished = unfinishedOf(journal.last());
    const finished = unfinished && (await this.#finish(sessionId, unfinished, dryRun));
    if (finished && unfinished.outcome.t === 'unreverted') return finished;
    const session = await existing(sessions, sessionId);
    const records = journal.read();
    const last = standingReverts(records).at(-1);
    const span = session.undone?.at(-1);
    const isOver =
      !last || records.some(({ t, id }) => t === 'begin' && id > last.id) || (last.from !== undefined && span?.to !== undefined);
    if (isOver) throw new KernelError('OC_INPUT', { because: 'service-snapshots.nothing_to_redo' });
    const wanted = new Map(last.files.map(([key, before, after]): [PathKey, Link] => [key, { before, after }]));
    const plan = this.#plan(wanted);
    const before = await sessions.messages(sessionId);
    const told = { messages: 0, uncovered: [] };
    if (dryRun) return { ...told, ...(await this.#told(plan.steps, plan.refusals)) };
    const done = await this.#carryOut(sessionId, plan, {
      t: 'unreverted',
      revert: last.id,
      ...(last.from !== undefined && { from: last.from }),
    });
    return { ...told, ...done, messages: (await sessions.messages(sessionId)).length - before.length };
  }

  isUnfinished(sessionId: string): boolean {
    return unfinishedOf(this.journal(sessionId).last()) !== undefined;
  }

  async finish(sessionId: string): Promise<Reverted | undefined> {
    const unfinished = unfinishedOf(this.journal(sessionId).last());
    return unfinished && this.#finish(sessionId, unfinished);
  }

  async checkpoint(sessionId: string, name: string): Promise<Checkpoint> {
    await existing(await this.#options.sessions(), sessionId);
    const time = Date.now();
    await this.journal(sessionId).append({ t: 'checkpoint', id: ulid(), name, time });
    return { name, time };
  }

  async checkpoints(sessionId: string): Promise<Checkpoint[]> {
    return [...checkpointsOf(this.journal(sessionId).read())].map(([name, { time }]) => ({ name, time }));
  }

  async removeSessions(ids: readonly string[]): Promise<void> {
    for (const id of ids) rmSync(this.journal(id).path, { force: true });
  }

  async prune({ dryRun = false, ...limits }: PruneOptions = {}): Promise<{ sessions: number; bytes: number }> {
    if (!existsSync(this.#options.dir)) return { sessions: 0, bytes: 0 };
    return pruneSnapshots(this.#options.dir, { ...this.#options.limits, ...limits }, dryRun);
  }

  /** Once a day, whoever asks. */
  async pruneDaily(): Promise<void> {
    const mark = join(this.#options.dir, '.pruned');
    const last = statSync(mark, { throwIfNoEntry: false });
    if (!existsSync(this.#options.dir) || (last && Date.now() - last.mtimeMs < PAUSE_MS)) return;
    writeFileSync(mark, '', { mode: 0o600 });
    await this.prune();
  }

  #plan(wanted: ReadonlyMap<PathKey, Link>): Plan {
    return makePlan(wanted, (hash) => this.blobs.has(hash), this.#options.maxFileBytes);
  }

  /** What stands there now is kept first, so that it can be had again. */
  async #carryOut(sessionId: string, plan: Plan, outcome: Outcome): Promise<Pick<Reverted, 'files' | 'conflicts'>> {
    const id = ulid();
    for (const { key } of plan.steps) {
      const { bytes } = lookAt(key, this.#options.maxFileBytes);
      if (bytes) await this.blobs.put(bytes);
    }
    const files = plan.steps.map(({ key, from, to }): Touched => [key, from, to]);
    const record = { t: 'reverting', id, files, outcome } as const;
    await this.journal(sessionId).append(record);
    return this.#complete(sessionId, record, plan);
  }

  /** The line that says it is over comes last: whoever finds none can finish it. @param already paths that were done before */
  async #complete(
    sessionId: string,
    { id, files, outcome }: Unfinished,
    plan: Plan,
    already: readonly PathKey[] = [],
  ): Promise<Pick<Reverted, 'files' | 'conflicts'>> {
    const journal = this.journal(sessionId);
    const applied = applyPlan(plan, { content: (hash) => this.blobs.get(hash), maxBytes: this.#options.maxFileBytes });
    const there = new Set([...already, ...applied.done.map(({ key }) => key)]);
    const done = files.filter(([key]) => there.has(key));
    const session = await existing(await this.#options.sessions(), sessionId);
    if (outcome.t === 'unreverted') {
      const record: JournalRecord = { t: 'unreverted', id, revert: outcome.revert };
      if (outcome.from !== undefined) await this.#show(session, outcome.from, standingReverts([...journal.read(), record]));
      await journal.append(record);
    } else {
      if (outcome.from !== undefined) await this.#hide(session, outcome.from);
      const left = [...new Set([...outcome.left, ...applied.refusals.map(({ key }) => key)])];
      await journal.append({ ...outcome, id, files: done, left });
    }
    return this.#told(
      done.map(([key, from, to]) => ({ key, from, to })),
      applied.refusals,
    );
  }

  /** Goes on with what another process did not survive. */
  async #finish(sessionId: string, unfinished: Unfinished, dryRun = false): Promise<Reverted> {
    const sessions = await this.#options.sessions();
    const { outcome, files } = unfinished;
    const { plan, already } = planToFinish(unfinished, this.#options.maxFileBytes);
    const all = await sessions.messages(sessionId, { undone: true });
    const first = outcome.from === undefined ? undefined : all.find(({ id }) => id === outcome.from);
    const told = { messages: first ? all.length - all.indexOf(first) : 0, uncovered: [] };
    const prompt = first && outcome.t === 'reverted' ? { prompt: promptOf(first) } : {};
    if (dryRun) return { ...told, ...prompt, ...(await this.#told(plan.steps, plan.refusals)) };
    sweepTemporaries(files.map(([key]) => key));
    return { ...told, ...prompt, ...(await this.#complete(sessionId, unfinished, plan, already)) };
  }

  async #told(steps: Plan['steps'], refusals: readonly Refusal[]): Promise<Pick<Reverted, 'files' | 'conflicts'>> {
    const files = steps.map(({ key, from, to }): Restored => {
      const action = to.type === 'absent' ? 'delete' : from.type === 'absent' ? 'create' : 'change';
      return { path: shownKey(key), action };
    });
    const conflicts: Conflict[] = [];
    for (const { key, reason, left, now, message } of refusals) {
      const path = shownKey(key);
      const diff = reason === 'not_empty' ? undefined : await this.diff({ path, before: left, after: await this.#readable(key, now) });
      conflicts.push({ path, reason, ...(diff && diff.diff !== '' && { diff: diff.diff }), ...(message !== undefined && { message }) });
    }
    return { files: files.sort(byPath), conflicts: conflicts.sort(byPath) };
  }

  /** What stands there now is compared by content that nobody keeps. */
  async #readable(key: PathKey, now: FileState): Promise<FileState> {
    const { bytes } = lookAt(key, MAX_TEXT);
    if (now.type === 'file' && bytes) await this.blobs.put(bytes);
    return now;
  }

  #text(state: FileState): string | undefined {
    if (state.type === 'absent' || state.type === 'folder') return '';
    if (state.type === 'link') return `-> ${shownKey(state.target)}\n`;
    if (state.type === 'other' || !state.kept || state.size > MAX_TEXT) return undefined;
    const bytes = this.blobs.get(state.hash);
    return bytes && !bytes.includes(0) ? bytes.toString() : undefined;
  }

  async #target(sessionId: string, { to, only }: RevertOptions, records: readonly JournalRecord[]): Promise<Target> {
    const sessions = await this.#options.sessions();
    const session = await existing(sessions, sessionId);
    const messages = await sessions.messages(sessionId);
    const checkpoint = to === undefined ? undefined : checkpointsOf(records).get(to);
    let at: number;
    if (checkpoint) at = messages.findIndex(({ id, role }) => role === 'user' && id > checkpoint.id);
    else if (to === undefined) at = this.#lastPrompt(messages, only, records);
    else at = findMessage(messages, to);
    const message = messages[at];
    if (to !== undefined && !checkpoint && !message)
      throw new KernelError('OC_INPUT', { because: 'service-snapshots.no_such_point', point: to, session: sessionId });
    if (to === undefined && !message) throw new KernelError('OC_INPUT', { because: 'service-snapshots.nothing_to_undo' });
    return {
      session,
      since: checkpoint?.id ?? message?.id ?? '',
      gone: message ? messages.slice(at) : [],
      ...(message && { message }),
    };
  }

  /** The last one; of files, the last one that changed any. */
  #lastPrompt(messages: readonly Message[], only: RevertOptions['only'], records: readonly JournalRecord[]): number {
    const prompts = messages.flatMap((message, at) => (isPrompt(message) ? [at] : []));
    if (only !== 'files') return prompts.at(-1) ?? -1;
    return prompts.findLast((at) => chainOf(records, messages[at]?.id).paths.size > 0) ?? -1;
  }

  async #hide(session: Session, from: string): Promise<void> {
    const spans = session.undone ?? [];
    const open = spans.at(-1);
    const kept = open && open.to === undefined ? spans.slice(0, -1) : spans;
    await (await this.#options.sessions()).update(session.id, { undone: [...kept, { from }], updated_at: session.updated_at });
  }

  /** The span shrinks to what the reverts that still stand hide. */
  async #show(session: Session, from: string, standing: ReturnType<typeof standingReverts>): Promise<void> {
    const spans = (session.undone ?? []).filter(({ to }) => to !== undefined);
    const floor = spans.at(-1)?.to ?? '';
    const next = standing.findLast((one) => one.from !== undefined && one.from > from && one.from >= floor)?.from;
    const undone = next === undefined ? spans : [...spans, { from: next }];
    await (await this.#options.sessions()).update(session.id, { undone, updated_at: session.updated_at });
  }
}

/** What marks a compaction is no prompt. */
function isPrompt({ role, parts, compaction }: Message): boolean {
  return role === 'user' && !compaction && parts.some((part) => part.type === 'file' || (part.type === 'text' && !part.synthetic));
}

function promptOf({ parts }: Message): string {
  return parts.flatMap((part) => (part.type === 'text' && !part.synthetic ? [part.text] : [])).join('\n');
}

function checkpointsOf(records: readonly JournalRecord[]): Map<string, Extract<JournalRecord, { t: 'checkpoint' }>> {
  const found = new Map<string, Extract<JournalRecord, { t: 'checkpoint' }>>();
  for (const record of records) {
    if (record.t !== 'checkpoint') continue;
    found.delete(record.name);
    found.set(record.name, record);
  }
  return found;
}

async function existing(sessions: SessionService, id: string): Promise<Session> {
  const session = await sessions.get(id);
  if (!session) throw new KernelError('OC_SESSION_NOT_FOUND', { session: id, near: '' });
  return session;
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}
