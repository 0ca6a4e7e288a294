import type { Credential } from '../kinds/provider.ts';
import { KernelError } from '../runtime/errors.ts';

/** A key that a person gave. */
export interface StoredKey {
  type: 'api';
  key: string;
  /** ISO 8601 */
  saved_at: string;
}
/** What a sign-in left. */
export interface StoredSignIn {
  type: 'oauth';
  access: string;
  refresh?: string;
  /** ms since 1970 */
  expires?: number;
  /** no secrets */
  facts?: Record<string, string>;
  saved_at: string;
}
/** The entry itself is in the system's keychain. */
export interface KeychainMarker {
  type: 'keychain';
  holds: 'api' | 'oauth';
  saved_at: string;
}
export type StoredSecret = StoredKey | StoredSignIn;
export type StoredEntry = StoredSecret | KeychainMarker;

/** What is secret in an entry. */
export function secretsOf(entry: StoredEntry): string[] {
  if (entry.type === 'keychain') return [];
  return entry.type === 'oauth' ? [entry.access, ...(entry.refresh ? [entry.refresh] : [])] : [entry.key];
}

/** What goes out with a request, or is exchanged for that. */
export function keyOf(entry: StoredSecret): string {
  return entry.type === 'oauth' ? entry.access : entry.key;
}

export function toCredential({ access, refresh, expires, facts }: StoredSignIn): Credential {
  return { key: access, ...(refresh && { refresh }), ...(expires !== undefined && { expires }), ...(facts && { facts }) };
}

export function toSignIn({ key, refresh, expires, facts }: Credential): StoredSignIn {
  return {
    type: 'oauth',
    access: key,
    ...(refresh && { refresh }),
    ...(expires !== undefined && { expires }),
    ...(facts && { facts }),
    saved_at: new Date().toISOString(),
  };
}

/** @throws OC_AUTH_STORE, without its file, naming the entry that holds no key */
export function checkedEntries(data: unknown): Record<string, StoredEntry> {
  if (!isTable(data)) throw new KernelError('OC_AUTH_STORE', { because: 'reason.keys_no_table' });
  return Object.fromEntries(Object.entries(data).map(([provider, entry]) => [provider, checkedEntry(provider, entry)]));
}

/** @throws OC_AUTH_STORE, without its file, when the entry holds no key. Entries without a type are keys. */
export function checkedEntry(provider: string, entry: unknown): StoredEntry {
  if (isTable(entry)) {
    if (entry.type === 'keychain') return entry as unknown as KeychainMarker;
    if (entry.type === 'oauth' ? isSignIn(entry) : typeof entry.key === 'string') return entry as unknown as StoredEntry;
  }
  throw new KernelError('OC_AUTH_STORE', { because: 'reason.keys_no_key', provider });
}

function isSignIn({ access, refresh, expires }: Record<string, unknown>): boolean {
  return (
    typeof access === 'string' &&
    (refresh === undefined || typeof refresh === 'string') &&
    (expires === undefined || typeof expires === 'number')
  );
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
