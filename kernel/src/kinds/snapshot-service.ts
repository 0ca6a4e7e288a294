import type { UnifiedDiff } from '../files/unified-diff.ts';
import type { Because } from './policy.ts';

/** What stands at a path, as far as it can be put back. */
export type FileState =
  | { type: 'absent' }
  | {
      type: 'file' /** of the content, sha256 in hex */;
      hash: string;
      mode: number;
      size: number /** false: too large to be kept */;
      kept: boolean;
    }
  | { type: 'link'; target: string }
  | { type: 'folder'; mode: number }
  /** something that is not kept: a device, a file that could not be read, or that a call changed before it was seen */
  | { type: 'other'; why: string /** which one it is, of pipes and sockets: one that is still the same can be taken away */; id?: string };

export interface FileChange {
  /** absolute. A name that is not UTF-8 is told with U+FFFD */
  path: string;
  before: FileState;
  after: FileState;
}

/** Why a file is left as it is. */
export type ConflictReason = 'changed_since' | 'not_kept' | 'interrupted' | 'behind_link' | 'not_empty' | 'failed';

export interface Conflict {
  path: string;
  reason: ConflictReason;
  /** what somebody else changed since, where both are texts */
  diff?: string;
  /** the system's words, of `failed` */
  message?: string;
}

export interface Restored {
  path: string;
  /** `create`: it stands there again */
  action: 'create' | 'change' | 'delete';
}

export interface Reverted {
  /** what was done to files, or would be */
  files: Restored[];
  /** files that stay as they are */
  conflicts: Conflict[];
  /** commands whose changes were not all seen, and why: in English, and as the catalogue tells it */
  uncovered: { tool: string; why: string; because?: Because }[];
  /** messages that no longer count, or count again */
  messages: number;
  /** the text of the first prompt among them */
  prompt?: string;
}

export interface RevertOptions {
  /** id of the message from which on is undone, or a checkpoint's name; absent: the last prompt */
  to?: string;
  /** default both */
  only?: 'files' | 'conversation';
  /** true: only says what would be done */
  dryRun?: boolean;
}

export interface Checkpoint {
  name: string;
  /** ms since the epoch */
  time: number;
}

export interface PruneOptions {
  dryRun?: boolean;
  /** default: those of `[snapshots]` */
  maxBytes?: number;
  maxAgeMs?: number;
}

/**
 * What agents did to files, and back. Changes of sub-agents belong to the session at the top. Whoever reverts holds the session's lock.
 * Ids are those of sessions that exist.
 */
export interface SnapshotService {
  /** The changes of a session that stand, newest state against the one before its first change. @param since as `to` of `revert`; absent: all */
  changes(sessionId: string, since?: string): Promise<FileChange[]>;
  /** The diff of one of them; undefined: no text. */
  diff(change: FileChange): Promise<UnifiedDiff | undefined>;
  /** Nothing is overwritten or deleted that the agent did not leave so. @throws OC_INPUT when there is nothing to undo, or no such message or checkpoint */
  revert(sessionId: string, options?: RevertOptions): Promise<Reverted>;
  /** Takes the last revert back, as long as nothing was prompted since. @throws OC_INPUT when there is none */
  unrevert(sessionId: string, options?: Pick<RevertOptions, 'dryRun'>): Promise<Reverted>;
  /** Was an undo or redo of it killed half way, and nothing done since? Reads the end of a file, and needs no lock. */
  isUnfinished(sessionId: string): boolean;
  /** Finishes it. @returns undefined where there is none */
  finish(sessionId: string): Promise<Reverted | undefined>;
  /** Names this moment. One that is named so already moves. */
  checkpoint(sessionId: string, name: string): Promise<Checkpoint>;
  /** Oldest first. */
  checkpoints(sessionId: string): Promise<Checkpoint[]>;
  /** Forgets what belongs to these sessions; their content goes with the next `prune`. */
  removeSessions(ids: readonly string[]): Promise<void>;
  /** Forgets what is too old or too much, oldest first, and content that nothing names. @returns what was, or would be, freed */
  prune(options?: PruneOptions): Promise<{ sessions: number; bytes: number }>;
}
