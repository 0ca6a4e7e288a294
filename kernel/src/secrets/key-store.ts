import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Paths } from '../config/paths.ts';
import type { KeychainService } from '../kinds/keychain-service.ts';
import type { Credential } from '../kinds/provider.ts';
import { KernelError } from '../runtime/errors.ts';
import { addSecret } from '../runtime/redact.ts';
import { AuthFile } from './auth-file.ts';
import { type KeyCommand, keyFromCommand } from './key-command.ts';
import { checkedEntry, keyOf, type StoredEntry, type StoredSecret, secretsOf, toCredential, toSignIn } from './stored-entry.ts';
import { withLock } from './with-lock.ts';

/** ms to wait for another process that renews the same sign-in */
const RENEW_WAIT_MS = 60_000;

export interface KeySource {
  from: 'config' | 'command' | 'env' | 'file' | 'keychain' | 'sign-in';
  /** the variable, the configuration key, or the file */
  name: string;
}
/** Where kept keys go. `auto`: the keychain where it works, else the file. */
export type KeyPlace = 'file' | 'keychain' | 'auto';
export interface Kept {
  place: 'file' | 'keychain';
  /** why the keychain was not taken, with `auto` */
  notice?: KernelError;
}
interface ProviderKeys {
  api_key?: string;
  api_key_env?: string;
  api_key_command?: KeyCommand;
}
type Found = { source: KeySource; key?: string; entry?: StoredEntry };

/** Keys by provider. Every value handed out is registered for redaction first. */
export class KeyStore {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #config: Record<string, ProviderKeys | undefined>;
  readonly #place: KeyPlace;
  readonly #file: AuthFile;
  readonly #openKeychain: () => Promise<KeychainService>;
  /** keys that commands printed, by provider */
  readonly #printed = new Map<string, string>();
  readonly #running = new Map<string, Promise<string>>();
  /** entries read from the keychain, by provider */
  readonly #unlocked = new Map<string, StoredSecret>();

  /**
   * @param config the tables `provider` and `auth` of the configuration
   * @param keychain called when it is needed
   */
  constructor(
    env: Readonly<Record<string, string | undefined>>,
    paths: Paths,
    config: { provider?: Record<string, unknown> | undefined; auth?: { store?: KeyPlace | undefined } | undefined },
    keychain: () => Promise<KeychainService>,
  ) {
    this.#openKeychain = keychain;
    this.#env = env;
    this.#file = new AuthFile(join(paths.data, 'auth.json'));
    this.#config = (config.provider ?? {}) as Record<string, ProviderKeys | undefined>;
    this.#place = config.auth?.store ?? 'file';
  }

  get file(): string {
    return this.#file.path;
  }

  /**
   * Where the key of a provider would come from: `api_key`, `api_key_command`, the variable `api_key_env` names, the provider's own variables, what
   * `auth login` kept. Asks neither commands nor the keychain.
   */
  source(provider: string, envNames: readonly string[]): KeySource | undefined {
    return this.#find(provider, envNames)?.source;
  }

  /** The key as far as it is at hand: one of a command or the keychain only after `resolve`. */
  get(provider: string, envNames: readonly string[]): string | undefined {
    const key = this.#find(provider, envNames)?.key;
    if (key) addSecret(key);
    return key;
  }

  /**
   * The key; runs the provider's command once in a process, and opens the keychain, where the key is there.
   * @throws OC_AUTH_COMMAND, OC_AUTH_KEYCHAIN, OC_AUTH_STORE
   */
  async resolve(provider: string, envNames: readonly string[]): Promise<string | undefined> {
    const found = this.#find(provider, envNames);
    if (found?.source.from === 'command') await this.#run(provider);
    else if (found?.entry?.type === 'keychain') await this.#unlock(provider);
    return this.get(provider, envNames);
  }

  /** Opens the keychain for an entry that is there. @throws OC_AUTH_KEYCHAIN */
  async unlock(provider: string): Promise<void> {
    await this.#unlock(provider);
  }

  /** What is kept, by provider: of the keychain's entries only that they are there. @throws OC_AUTH_STORE */
  all(): Readonly<Record<string, StoredEntry>> {
    return this.#file.entries();
  }

  /** Every kept secret that is at hand. @throws OC_AUTH_STORE */
  secrets(): string[] {
    return [...Object.values(this.all()), ...this.#unlocked.values()].flatMap(secretsOf);
  }

  /** True when others may read the key file. */
  exposed(): boolean {
    return this.#file.exposed();
  }

  /** Keeps a key. @throws OC_AUTH_STORE, OC_AUTH_KEYCHAIN where the keychain was asked for and does not work */
  set(provider: string, key: string, place: KeyPlace = this.#place): Promise<Kept> {
    return this.#keep(provider, { type: 'api', key, saved_at: new Date().toISOString() }, place);
  }

  /** Keeps what a sign-in left. @throws as `set` */
  signIn(provider: string, credential: Credential, place: KeyPlace = this.#place): Promise<Kept> {
    return this.#keep(provider, toSignIn(credential), place);
  }

  /** Keeps a credential where the one before it was kept. @throws as `set` */
  replace(provider: string, credential: Credential): Promise<Kept> {
    return this.signIn(provider, credential, this.all()[provider]?.type === 'keychain' ? 'keychain' : 'file');
  }

  /** What the last sign-in left, unless a key from elsewhere goes before it. One in the keychain only after `resolve`. */
  credential(provider: string, envNames: readonly string[]): Credential | undefined {
    const entry = this.#find(provider, envNames)?.entry;
    const kept = entry?.type === 'keychain' ? this.#unlocked.get(provider) : entry;
    return kept?.type === 'oauth' ? toCredential(kept) : undefined;
  }

  /**
   * Replaces a credential that has run out. One process does it at a time, and who comes second gets what the first one got: a refresh token is
   * never used twice.
   * @param old what was found to have run out
   * @throws what `renew` throws, OC_AUTH_STORE, OC_TIMEOUT
   */
  renew(provider: string, old: Credential, renew: (current: Credential) => Promise<Credential>, signal: AbortSignal): Promise<Credential> {
    const locked = async (): Promise<Credential> => {
      this.#file.reload();
      this.#unlocked.delete(provider);
      const stored = this.#file.entries()[provider];
      const entry = stored?.type === 'keychain' ? await this.#unlock(provider) : stored;
      const current = entry?.type === 'oauth' ? toCredential(entry) : old;
      if (current.key !== old.key || current.refresh !== old.refresh) return current;
      const fresh = await renew(current);
      await this.replace(provider, fresh);
      return fresh;
    };
    return withLock(`${this.file}.${encodeURIComponent(provider)}.renewal`, RENEW_WAIT_MS, locked, signal).catch((cause: unknown) => {
      if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
      throw new KernelError('OC_AUTH_STORE', { file: this.file, message: cause.message }, { cause });
    });
  }

  /** @returns false when there was none. @throws OC_AUTH_STORE, OC_AUTH_KEYCHAIN */
  async remove(provider: string): Promise<boolean> {
    const gone = this.#file.reload()[provider];
    if (!gone) return false;
    if (gone.type === 'keychain') await (await this.#keychain()).remove(provider);
    this.#unlocked.delete(provider);
    await this.#file.put(provider, undefined);
    return true;
  }

  #find(provider: string, envNames: readonly string[]): Found | undefined {
    const config = this.#config[provider];
    const literal = config?.api_key === undefined ? undefined : this.#expand(config.api_key);
    if (literal) return { key: literal, source: { from: 'config', name: `provider.${provider}.api_key` } };
    if (config?.api_key_command !== undefined && config.api_key_command.length > 0) {
      const key = this.#printed.get(provider);
      return { source: { from: 'command', name: `provider.${provider}.api_key_command` }, ...(key && { key }) };
    }
    for (const name of [...(config?.api_key_env ? [config.api_key_env] : []), ...envNames]) {
      const key = this.#env[name]?.trim();
      if (key) return { key, source: { from: 'env', name } };
    }
    const all = this.all();
    const entry = Object.hasOwn(all, provider) ? all[provider] : undefined;
    if (!entry) return undefined;
    const secret = entry.type === 'keychain' ? this.#unlocked.get(provider) : entry;
    const signedIn = (entry.type === 'keychain' ? entry.holds : entry.type) === 'oauth';
    const from = signedIn ? 'sign-in' : entry.type === 'keychain' ? 'keychain' : 'file';
    return { source: { from, name: entry.type === 'keychain' ? 'keychain' : this.file }, entry, ...(secret && { key: keyOf(secret) }) };
  }

  #run(provider: string): Promise<string> {
    let running = this.#running.get(provider);
    if (!running) {
      running = keyFromCommand(provider, this.#config[provider]?.api_key_command ?? [], this.#env).then((key) => {
        addSecret(key);
        this.#printed.set(provider, key);
        return key;
      });
      this.#running.set(provider, running);
      // one that failed may succeed when it is asked for again
      running.catch(() => this.#running.delete(provider));
    }
    return running;
  }

  /** @throws OC_AUTH_KEYCHAIN when the plugin for it is not there or does not start */
  async #keychain(): Promise<KeychainService> {
    try {
      return await this.#openKeychain();
    } catch (cause) {
      throw new KernelError('OC_AUTH_KEYCHAIN', { message: (cause as Error).message }, { cause });
    }
  }

  async #unlock(provider: string): Promise<StoredSecret | undefined> {
    const held = this.#unlocked.get(provider);
    if (held) return held;
    const text = await (await this.#keychain()).get(provider);
    if (text === undefined) throw new KernelError('OC_AUTH_KEYCHAIN', { because: 'reason.keychain_lost', provider });
    const entry = parsedEntry(provider, text);
    for (const secret of secretsOf(entry)) addSecret(secret);
    this.#unlocked.set(provider, entry);
    return entry;
  }

  async #keep(provider: string, entry: StoredSecret, place: KeyPlace): Promise<Kept> {
    for (const secret of secretsOf(entry)) addSecret(secret);
    let notice: KernelError | undefined;
    if (place !== 'file') {
      try {
        await (await this.#keychain()).probe();
        await (await this.#keychain()).set(provider, JSON.stringify(entry));
        await this.#file.put(provider, { type: 'keychain', holds: entry.type, saved_at: entry.saved_at });
        this.#unlocked.set(provider, entry);
        return { place: 'keychain' };
      } catch (error) {
        if (place === 'keychain' || !(error instanceof KernelError) || error.code !== 'OC_AUTH_KEYCHAIN') throw error;
        notice = error;
      }
    }
    const before = this.#file.reload()[provider];
    await this.#file.put(provider, entry);
    this.#unlocked.delete(provider);
    if (before?.type === 'keychain') await (await this.#keychain()).remove(provider);
    return { place: 'file', ...(notice && { notice }) };
  }

  /** `{env:NAME}` and `{file:PATH}` inside a configured key. @throws OC_FILE when the file cannot be read */
  #expand(text: string): string {
    return text
      .replace(/\{env:([^}]+)\}/g, (_all, name: string) => this.#env[name] ?? '')
      .replace(/\{file:([^}]+)\}/g, (_all, path: string) => {
        try {
          return readFileSync(path.replace(/^~(?=\/)/, this.#env.HOME ?? '~'), 'utf8').trim();
        } catch (cause) {
          throw new KernelError('OC_FILE', { file: path, message: cause instanceof Error ? cause.message : String(cause) }, { cause });
        }
      })
      .trim();
  }
}

/** @throws OC_AUTH_KEYCHAIN when something else wrote the entry */
function parsedEntry(provider: string, text: string): StoredSecret {
  try {
    const entry = checkedEntry(provider, JSON.parse(text));
    if (entry.type !== 'keychain') return entry;
  } catch (cause) {
    throw new KernelError('OC_AUTH_KEYCHAIN', { because: 'reason.keychain_lost', provider }, { cause });
  }
  throw new KernelError('OC_AUTH_KEYCHAIN', { because: 'reason.keychain_lost', provider });
}
