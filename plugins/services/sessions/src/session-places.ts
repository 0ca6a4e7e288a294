import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sweepFolder } from '@ock/kernel';
import { isFileOf } from './session-files.ts';

/** What a session has outside of the store: folders and files of the data folder. */
export class SessionPlaces {
  readonly #dataDir: string;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  bytes(id: string): number {
    return folderBytes(this.#outputs(id)) + (statSync(this.#journal(id), { throwIfNoEntry: false })?.size ?? 0);
  }

  /** What the journal names of the kept contents goes with the next pruning of snapshots. */
  remove(id: string): void {
    rmSync(this.#outputs(id), { recursive: true, force: true });
    rmSync(this.#journal(id), { force: true });
    const files = join(this.#dataDir, 'sessions');
    if (existsSync(files)) for (const name of readdirSync(files).filter(isFileOf(id))) rmSync(join(files, name), { force: true });
  }

  /** Removes what writes to these folders left whose processes are gone. */
  sweep(): void {
    for (const dir of [this.#dataDir, join(this.#dataDir, 'sessions')]) sweepFolder(dir);
  }

  #outputs(id: string): string {
    return join(this.#dataDir, 'tool-output', id);
  }

  #journal(id: string): string {
    return join(this.#dataDir, 'snapshots', 'sessions', `${id}.jsonl`);
  }
}

/** Files directly in it. @returns 0 when there is no such folder */
function folderBytes(dir: string): number {
  try {
    return readdirSync(dir).reduce((sum, name) => sum + (statSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
