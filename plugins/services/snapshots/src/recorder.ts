import { dirname } from 'node:path';
import { type FileState, type ToolCallInfo, ulid } from '@ock/kernel';
import type { Subject } from '@ock/schemas';
import type { BlobStore } from './blob-store.ts';
import { ABSENT, isSame, lookAt } from './file-state.ts';
import { gap } from './gaps.ts';
import { HeldContents } from './held-contents.ts';
import type { Journal, Touched } from './journal.ts';
import { lookAgain } from './look-again.ts';
import { onlyReads } from './only-reads.ts';
import type { PathKey } from './path-key.ts';
import { DECIDES, isUnchanged, isUnsure, type Picture, takePicture } from './picture.ts';

export interface RecorderOptions {
  blobs: BlobStore;
  /** symlinks resolved */
  workspace: string;
  /** folder for copies that go with the process */
  holdDir: string;
  maxFileBytes: number;
  signal: AbortSignal;
}

interface Open {
  id: string;
  session: string;
  journal: Journal;
  /** paths it named, as they stood; absent: it may change anything */
  named?: Map<PathKey, FileState>;
  picture?: Picture;
  begunMs: number;
  /** what calls beside it left */
  beside: Map<PathKey, FileState>;
}

const LEFT_OUT: FileState = { type: 'other', why: 'left out by .gitignore before' };

/** files of one command that are kept */
const MAX_CHANGED = 5_000;
/** ms that a command may have to wait for copies, and for what it changed to be read */
const HOLD_MS = 3_000;
/** ms after which a command goes on without what it changes being known: less than the hooks' deadline, so that this is noted */
const LOOK_MS = 20_000;

/** Notes what calls do to files, before they do it and after. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #open = new Map<string, Open>();
  readonly #contents: HeldContents;
  /** the next look starts from it */
  #last: Picture | undefined;
  #warmed: Promise<void> | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#contents = new HeldContents(options.holdDir);
  }

  /** Gets ready for a command, beside other work. Never rejects. */
  warm(): Promise<void> {
    this.#warmed ??= this.#picture().then(
      () => undefined,
      () => undefined,
    );
    return this.#warmed;
  }

  /** Durable when it resolves: the call may change what it says. */
  async begin(call: ToolCallInfo, subjects: readonly Subject[], journal: Journal): Promise<void> {
    const { sessionId, callId, tool } = call;
    const paths = subjects.flatMap((subject) => (subject.action === 'write' ? [subject.path] : []));
    const isNamed = tool.permission === 'fs.write' && paths.length > 0;
    if (!isNamed && (!['exec', 'fs.write'].includes(tool.permission) || onlyReads(call))) return;
    const open: Open = { id: ulid(), session: sessionId, journal, begunMs: 0, beside: new Map() };
    if (!isNamed) this.#contents.retain();
    try {
      if (isNamed) {
        open.named = new Map();
        for (const path of withMissingFolders(paths)) open.named.set(path, await this.#keep(path));
      } else {
        open.picture = await inTime(this.#warmedUp());
        open.begunMs = Date.now();
      }
      await journal.append({ t: 'begin', id: open.id, session: sessionId, call: callId, tool: tool.id, files: [...(open.named ?? [])] });
    } catch (error) {
      if (!isNamed) this.#contents.release();
      throw error;
    }
    this.#open.set(keyOf(sessionId, callId), open);
  }

  /** The call is over, whatever came of it. */
  async end(sessionId: string, callId: string): Promise<void> {
    const open = this.#open.get(keyOf(sessionId, callId));
    if (!open) return;
    this.#open.delete(keyOf(sessionId, callId));
    const { picture, begunMs } = open;
    const { files, uncovered } = picture
      ? await this.#afterCommand(picture, begunMs).finally(() => this.#contents.release())
      : { files: await this.#afterNamed(open) };
    const changed = files.flatMap(([key, before, after]): Touched[] => {
      const was = open.beside.get(key) ?? before;
      return isSame(was, after) ? [] : [[key, was, after]];
    });
    for (const other of this.#open.values()) for (const [key, , after] of changed) other.beside.set(key, after);
    const record = { t: 'end' as const, id: open.id, files: changed, ...(uncovered !== undefined && { uncovered }) };
    // of a call that changed nothing only the end is lost with it
    await (changed.length > 0 || uncovered !== undefined ? open.journal.append(record) : open.journal.note(record));
  }

  /** Calls that failed or were interrupted have no result that tells of their end. */
  async endAll(sessionId?: string): Promise<void> {
    for (const [key, open] of [...this.#open]) {
      if (sessionId === undefined || open.session === sessionId) await this.end(open.session, key.slice(open.session.length + 1));
    }
  }

  close(): void {
    this.#contents.close();
  }

  async #afterNamed({ named = new Map() }: Open): Promise<Touched[]> {
    const files: Touched[] = [];
    for (const [key, before] of named) files.push([key, before, await this.#keep(key)]);
    return files;
  }

  async #afterCommand(before: Picture, begunMs: number): Promise<{ files: Touched[]; uncovered?: string }> {
    if (before.incomplete !== undefined) return { files: [], uncovered: before.incomplete };
    const after = await inTime(this.#look());
    if (after === before) return { files: [] };
    if (after.incomplete !== undefined) return { files: [], uncovered: after.incomplete };
    const changed: PathKey[] = [];
    const appeared = new Set(newlyCounted(before, after));
    for (const [key, seen] of after.files) {
      const old = before.files.get(key);
      if (appeared.has(key) && seen.type === 'file' && !isUnsure(seen, begunMs)) continue;
      if (old !== seen && (!old || !isUnchanged(old, seen))) changed.push(key);
    }
    for (const key of before.files.keys()) if (!after.files.has(key)) changed.push(key);
    const covered = changed.slice(0, MAX_CHANGED);
    const states = await this.#contents.states(covered, before, async (bytes) => void (await this.#options.blobs.put(bytes)));
    const files: Touched[] = [];
    for (const key of covered)
      files.push([key, appeared.has(key) ? LEFT_OUT : (states.get(key) ?? ABSENT), after.files.has(key) ? await this.#keep(key) : ABSENT]);
    return { files, ...(changed.length > covered.length && { uncovered: gap('many_changed', { limit: MAX_CHANGED }) }) };
  }

  async #warmedUp(): Promise<Picture> {
    // who comes now to get it ready comes too late: what it would hold is what the command leaves
    this.#warmed ??= Promise.resolve();
    await this.#warmed;
    return this.#picture();
  }

  async #picture(): Promise<Picture> {
    const picture = await this.#look();
    if (picture.incomplete === undefined) await this.#contents.hold(picture, performance.now() + HOLD_MS, this.#options.signal);
    return picture;
  }

  async #look(): Promise<Picture> {
    const { workspace, signal } = this.#options;
    const next =
      (this.#last && (await lookAgain(this.#last, signal, this.#contents))) ?? (await takePicture(workspace, signal, this.#contents));
    this.#last = next;
    return next;
  }

  async #keep(key: PathKey): Promise<FileState> {
    const { state, bytes } = lookAt(key, this.#options.maxFileBytes);
    if (bytes) this.#contents.stored(key, await this.#options.blobs.put(bytes));
    return state;
  }
}

/** @returns a picture that says so where it takes too long; what is late goes on, and is of use to the next command */
function inTime(work: Promise<Picture>): Promise<Picture> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Picture>((done) => {
    timer = setTimeout(() => done({ files: new Map(), repositories: [], incomplete: gap('late') }), LOOK_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Files that may only seem new, since what is left out changed: they may have been there before the command. */
function newlyCounted(before: Picture, after: Picture): PathKey[] {
  const differs = (key: PathKey) => {
    const [one, other] = [before.files.get(key), after.files.get(key)];
    return one !== other && !(one && other && isUnchanged(one, other));
  };
  const deciding = new Set([...before.files.keys(), ...after.files.keys()].filter((key) => DECIDES.test(key)));
  if (before.traces?.excludes === after.traces?.excludes && ![...deciding].some(differs)) return [];
  return [...after.files].flatMap(([key, { type }]) => (type === 'file' && !before.files.has(key) && !DECIDES.test(key) ? [key] : []));
}

function keyOf(sessionId: string, callId: string): string {
  return `${sessionId} ${callId}`;
}

/** The paths, and the folders above them that are not there yet: they may be made. */
function withMissingFolders(paths: readonly string[]): Set<PathKey> {
  const all = new Set(paths);
  for (const path of paths) {
    for (let dir = dirname(path); dir !== dirname(dir) && lookAt(dir, 0).state.type === 'absent'; dir = dirname(dir)) all.add(dir);
  }
  return all;
}
