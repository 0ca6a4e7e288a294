import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FileLedger, fileVersion, shownPath } from '@ock/kernel';

/** files of a session that are looked at */
const MAX_FILES = 1_000;
const MAX_NAMES = 20;
const MAX_WINDOWS = 100;
/** ms by which the times of files may be behind the clock */
const CLOCK_SLACK_MS = 20;
const GONE = 'gone';

/** What somebody else did to the files that one session's model has seen: told once for each change. */
export class OutsideChanges {
  /** path → what was said, or known to be ours: a version */
  readonly #settled = new Map<string, string>();
  /** path → facts of the file when it was last looked at, with the stamp that held then */
  readonly #looked = new Map<string, string>();
  /** times when calls of our own ran: epoch ms */
  readonly #windows: [from: number, to: number][] = [];
  readonly #open = new Map<string, number>();
  /** paths that may have changed; undefined: any */
  #dirty: Set<string> | undefined = new Set();

  /** A call that may change files begins: what changes from here on is not from outside. */
  begin(callId: string): void {
    this.#open.set(callId, Date.now());
  }

  end(callId: string): void {
    const from = this.#open.get(callId);
    if (from === undefined) return;
    this.#open.delete(callId);
    this.#windows.push([from - CLOCK_SLACK_MS, Date.now() + CLOCK_SLACK_MS]);
    if (this.#windows.length > MAX_WINDOWS) this.#windows.shift();
  }

  /** Calls that were begun and never ended: denied ones. */
  endAll(): void {
    for (const callId of [...this.#open.keys()]) this.end(callId);
  }

  /** @param paths undefined: any file may have changed */
  suspect(paths?: Iterable<string>): void {
    if (paths === undefined) this.#dirty = undefined;
    else if (this.#dirty) for (const path of paths) this.#dirty.add(path);
    if ((this.#dirty?.size ?? 0) > MAX_FILES) this.#dirty = undefined;
  }

  /** What the model is told of the files under suspicion; undefined: nothing new. */
  async note(files: FileLedger, cwd: string): Promise<string | undefined> {
    const dirty = this.#dirty;
    if (dirty?.size === 0) return undefined;
    this.#dirty = new Set();
    const changed: string[] = [];
    const deleted: string[] = [];
    const seen = [...(files.entries?.() ?? [])].filter(([path]) => dirty?.has(path) ?? true);
    for (const [path, stamp] of seen.slice(-MAX_FILES)) {
      const what = await this.#look(path, stamp);
      if (what) (what === 'deleted' ? deleted : changed).push(shownPath(path, cwd));
    }
    if (changed.length + deleted.length === 0) return undefined;
    const parts = [...(changed.length ? [names(changed)] : []), ...(deleted.length ? [`deleted: ${names(deleted)}`] : [])];
    return `Changed outside since you read them: ${parts.join('; ')}. Read again what you still need.`;
  }

  async #look(path: string, stamp: string): Promise<'changed' | 'deleted' | undefined> {
    const facts = statSync(path, { throwIfNoEntry: false, bigint: true });
    const key = `${stamp} ${facts ? `${facts.size} ${facts.mtimeNs} ${facts.ctimeNs} ${facts.ino}` : GONE}`;
    if (this.#looked.get(path) === key) return undefined;
    const version = (await fileVersion(path).catch(() => stamp)) ?? GONE;
    this.#looked.set(path, key);
    if (version === stamp) {
      this.#settled.delete(path);
      return undefined;
    }
    if (this.#settled.get(path) === version) return undefined;
    this.#settled.set(path, version);
    const at = facts ? Number(facts.ctimeMs) : changeOfFolder(path);
    if (at !== undefined && this.#isOurs(at)) return undefined;
    return version === GONE ? 'deleted' : 'changed';
  }

  #isOurs(at: number): boolean {
    return (
      this.#windows.some(([from, to]) => at >= from && at <= to) || [...this.#open.values()].some((from) => at >= from - CLOCK_SLACK_MS)
    );
  }
}

/** When something last came to or went from the nearest folder that is still there. */
function changeOfFolder(path: string): number | undefined {
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    const facts = statSync(dir, { throwIfNoEntry: false });
    if (facts) return facts.ctimeMs;
    if (dir === dirname(dir)) return undefined;
  }
}

function names(paths: readonly string[]): string {
  const more = paths.length > MAX_NAMES ? ` and ${paths.length - MAX_NAMES} more` : '';
  return paths.slice(0, MAX_NAMES).join(', ') + more;
}
