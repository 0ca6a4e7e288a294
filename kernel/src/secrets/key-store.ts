import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Paths } from '../config/paths.ts';
import { atomicWrite } from '../host/atomic-write.ts';
import { KernelError } from '../runtime/errors.ts';
import { addSecret } from '../runtime/redact.ts';

export interface StoredKey {
  type: 'api';
  key: string;
  /** ISO 8601 */
  saved_at: string;
}
export interface KeySource {
  from: 'config' | 'env' | 'file';
  /** the variable, or the file */
  name: string;
}
interface ProviderKeys {
  api_key?: string;
  api_key_env?: string;
}

/** Keys by provider. Every value handed out is registered for redaction first. */
export class KeyStore {
  readonly file: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #config: Record<string, ProviderKeys | undefined>;
  #stored?: Record<string, StoredKey>;

  constructor(env: Readonly<Record<string, string | undefined>>, paths: Paths, config: Record<string, unknown>) {
    this.#env = env;
    this.file = join(paths.data, 'auth.json');
    this.#config = config as Record<string, ProviderKeys | undefined>;
  }

  /** Where the key of a provider would come from: config `api_key`, `api_key_env`, the provider's own variables, the key file. */
  source(provider: string, envNames: readonly string[]): KeySource | undefined {
    return this.#find(provider, envNames)?.source;
  }

  get(provider: string, envNames: readonly string[]): string | undefined {
    const key = this.#find(provider, envNames)?.key;
    if (key) addSecret(key);
    return key;
  }

  #find(provider: string, envNames: readonly string[]): { key: string; source: KeySource } | undefined {
    const config = this.#config[provider];
    const literal = config?.api_key === undefined ? undefined : this.#expand(config.api_key);
    if (literal) return { key: literal, source: { from: 'config', name: `provider.${provider}.api_key` } };
    for (const name of [...(config?.api_key_env ? [config.api_key_env] : []), ...envNames]) {
      const key = this.#env[name]?.trim();
      if (key) return { key, source: { from: 'env', name } };
    }
    const stored = this.all()[provider];
    return stored ? { key: stored.key, source: { from: 'file', name: this.file } } : undefined;
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

  /** @throws OC_AUTH_STORE when the file exists but is not readable JSON */
  all(): Record<string, StoredKey> {
    if (this.#stored) return this.#stored;
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
        this.#stored = {};
        return this.#stored;
      }
      throw new KernelError('OC_AUTH_STORE', { file: this.file, message: (error as Error).message }, { cause: error });
    }
    try {
      this.#stored = checked(JSON.parse(text));
    } catch (cause) {
      const reason = cause instanceof KernelError ? cause.details : { because: 'reason.keys_not_json' };
      throw new KernelError('OC_AUTH_STORE', { ...reason, file: this.file }, { cause });
    }
    for (const { key } of Object.values(this.#stored)) addSecret(key);
    return this.#stored;
  }

  /** True when others may read the key file. */
  exposed(): boolean {
    try {
      return process.platform !== 'win32' && (statSync(this.file).mode & 0o077) !== 0;
    } catch {
      return false;
    }
  }

  async set(provider: string, key: string): Promise<void> {
    addSecret(key);
    await this.#save({ ...this.all(), [provider]: { type: 'api', key, saved_at: new Date().toISOString() } });
  }

  /** @returns false when there was none */
  async remove(provider: string): Promise<boolean> {
    const { [provider]: gone, ...rest } = this.all();
    if (!gone) return false;
    await this.#save(rest);
    return true;
  }

  async #save(keys: Record<string, StoredKey>): Promise<void> {
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      await atomicWrite(this.file, `${JSON.stringify(keys, null, 2)}\n`, 0o600);
    } catch (cause) {
      throw new KernelError('OC_AUTH_STORE', { file: this.file, message: (cause as Error).message }, { cause });
    }
    this.#stored = keys;
  }
}

/** @throws OC_AUTH_STORE, without its file, naming the entry that holds no key */
function checked(data: unknown): Record<string, StoredKey> {
  const isTable = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isTable(data)) throw new KernelError('OC_AUTH_STORE', { because: 'reason.keys_no_table' });
  for (const [provider, entry] of Object.entries(data)) {
    if (!isTable(entry) || typeof entry.key !== 'string')
      throw new KernelError('OC_AUTH_STORE', { because: 'reason.keys_no_key', provider });
  }
  return data as Record<string, StoredKey>;
}
