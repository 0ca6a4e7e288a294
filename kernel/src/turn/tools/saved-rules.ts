import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { atomicWrite } from '../../host/atomic-write.ts';
import { withLock } from '../../secrets/with-lock.ts';

/** ms to wait for other processes that save */
const LOCK_MS = 10_000;

/** Rules a person allowed "always", by workspace. Outside the repository: a repository cannot grant itself anything. */
export class SavedRules {
  readonly file: string;

  constructor(dataDir: string) {
    this.file = join(dataDir, 'allowed-rules.json');
  }

  /** Empty when the file is absent or unreadable: then it asks again. */
  for(workspace: string): string[] {
    const rules: unknown = this.#read()[workspace];
    return Array.isArray(rules) ? rules.filter((rule) => typeof rule === 'string') : [];
  }

  async add(workspace: string, rule: string): Promise<void> {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    await withLock(`${this.file}.lock`, LOCK_MS, async () => {
      const all = this.#read();
      const rules = new Set([...this.for(workspace), rule]);
      await atomicWrite(this.file, `${JSON.stringify({ ...all, [workspace]: [...rules] }, null, 2)}\n`, 0o600);
    });
  }

  /** @returns whether it was there */
  async remove(workspace: string, rule: string): Promise<boolean> {
    if (!this.for(workspace).includes(rule)) return false;
    return withLock(`${this.file}.lock`, LOCK_MS, async () => {
      const { [workspace]: _old, ...others } = this.#read();
      const rest = this.for(workspace).filter((one) => one !== rule);
      await atomicWrite(this.file, `${JSON.stringify({ ...others, ...(rest.length > 0 && { [workspace]: rest }) }, null, 2)}\n`, 0o600);
      return true;
    });
  }

  #read(): Record<string, unknown> {
    try {
      const saved = JSON.parse(readFileSync(this.file, 'utf8')) as unknown;
      return typeof saved === 'object' && saved !== null && !Array.isArray(saved) ? (saved as Record<string, unknown>) : {};
    } catch {
      return {};
    }
  }
}
