import type { AsyncEntry } from '@napi-rs/keyring';
import { KernelError, type KeychainService, within } from '@ock/kernel';

const SERVICE = 'opencode';
/** ms for the probe: a keychain that works answers at once */
const PROBE_MS = 5_000;
/** ms for an entry: a locked keychain asks the person first */
const ENTRY_MS = 60_000;

/** The keychain of the system: Keychain on macOS, Credential Manager on Windows, the Secret Service elsewhere. Its library loads on first use. */
export class Keychain implements KeychainService {
  #probe?: Promise<void>;

  probe(): Promise<void> {
    this.#probe ??= this.#tried(
      'write',
      async () => {
        const name = `probe-${process.pid}`;
        const entry = await open(name);
        await entry.setPassword(name, AbortSignal.timeout(PROBE_MS));
        const found = await entry.getPassword(AbortSignal.timeout(PROBE_MS));
        await entry.deletePassword(AbortSignal.timeout(PROBE_MS));
        if (found !== name) throw new Error('what was written cannot be read back');
      },
      PROBE_MS,
    );
    return this.#probe;
  }

  get(name: string): Promise<string | undefined> {
    return this.#tried('read', async () => (await (await open(name)).getPassword(AbortSignal.timeout(ENTRY_MS))) ?? undefined);
  }

  set(name: string, secret: string): Promise<void> {
    return this.#tried('write', async () => (await open(name)).setPassword(secret, AbortSignal.timeout(ENTRY_MS)));
  }

  remove(name: string): Promise<void> {
    return this.#tried('remove', async () => void (await (await open(name)).deletePassword(AbortSignal.timeout(ENTRY_MS))));
  }

  async #tried<T>(what: string, work: () => Promise<T>, ms = ENTRY_MS): Promise<T> {
    try {
      // the library's own signal does not reach a call that hangs in the system
      return await within(ms, `keychain: ${what}`, work());
    } catch (cause) {
      const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
      throw new KernelError('OC_AUTH_KEYCHAIN', { message }, { cause });
    }
  }
}

/** On Linux the kernel's keyring, which forgets at the next start, is no substitute for the Secret Service. */
async function open(name: string): Promise<AsyncEntry> {
  const { AsyncEntry: Entry } = await import('@napi-rs/keyring');
  return new Entry(SERVICE, name, { linux: { store: 'secret-service' } });
}
