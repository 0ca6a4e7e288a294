import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { atomicWrite } from '../host/atomic-write.ts';

/** Rules a person allowed "always", by workspace. Outside the repository: a repository cannot grant itself anything. */
export class SavedRules {
  readonly file: string;

  constructor(dataDir: string) {
    this.file = join(dataDir, 'allowed-rules.json');
  }

  /** Empty when the file is absent or unreadable: then it asks again. */
  for(workspace: string): string[] {
    return this.#read()[workspace] ?? [];
  }

  async add(workspace: string, rule: string): Promise<void> {
    const all = this.#read();
    const rules = new Set([...(all[workspace] ?? []), rule]);
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    await atomicWrite(this.file, `${JSON.stringify({ ...all, [workspace]: [...rules] }, null, 2)}\n`, 0o600);
  }

  #read(): Record<string, string[]> {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, string[]>;
    } catch {
      return {};
    }
  }
}
