import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { atomicWrite } from '../host/atomic-write.ts';
import { KernelError } from '../runtime/errors.ts';
import { addSecret } from '../runtime/redact.ts';
import { checkedEntries, type StoredEntry, secretsOf } from './stored-entry.ts';
import { withLock } from './with-lock.ts';

/** ms to wait for another process that writes the file; it takes milliseconds */
const WAIT_MS = 10_000;

type Entries = Record<string, StoredEntry>;

/** `auth.json`: kept keys and sign-ins by provider, readable by their owner alone. Read once, read again before each change. */
export class AuthFile {
  readonly path: string;
  #entries?: Entries;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws OC_AUTH_STORE when the file exists but holds something else */
  entries(): Readonly<Entries> {
    this.#entries ??= this.#read();
    return this.#entries;
  }

  /** Reads what other processes may have changed. @throws OC_AUTH_STORE */
  reload(): Readonly<Entries> {
    this.#entries = this.#read();
    return this.#entries;
  }

  /** Puts an entry in place of the provider's; undefined removes it. Changes of other processes stay. @throws OC_AUTH_STORE */
  async put(provider: string, entry: StoredEntry | undefined): Promise<void> {
    for (const secret of entry ? secretsOf(entry) : []) addSecret(secret);
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      await withLock(`${this.path}.lock`, WAIT_MS, async () => {
        const { [provider]: _replaced, ...others } = this.#read();
        const entries = entry ? { ...others, [provider]: entry } : others;
        await atomicWrite(this.path, `${JSON.stringify(entries, null, 2)}\n`, 0o600);
        this.#entries = entries;
      });
    } catch (cause) {
      if (cause instanceof KernelError && cause.code === 'OC_AUTH_STORE') throw cause;
      throw new KernelError('OC_AUTH_STORE', { file: this.path, message: (cause as Error).message }, { cause });
    }
  }

  /** True when others may read the file. */
  exposed(): boolean {
    try {
      return process.platform !== 'win32' && (statSync(this.path).mode & 0o077) !== 0;
    } catch {
      return false;
    }
  }

  #read(): Entries {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return {};
      throw new KernelError('OC_AUTH_STORE', { file: this.path, message: (error as Error).message }, { cause: error });
    }
    let entries: Entries;
    try {
      entries = checkedEntries(JSON.parse(text));
    } catch (cause) {
      const reason = cause instanceof KernelError ? cause.details : { because: 'reason.keys_not_json' };
      throw new KernelError('OC_AUTH_STORE', { ...reason, file: this.path }, { cause });
    }
    for (const entry of Object.values(entries)) for (const secret of secretsOf(entry)) addSecret(secret);
    return entries;
  }
}
