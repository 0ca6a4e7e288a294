/** `service:keychain`: the keychain of the system, where `auth login` may keep keys. */
export interface KeychainService {
  /**
   * Writes, reads and removes an entry, once in a process.
   * @throws OC_AUTH_KEYCHAIN when this machine has no keychain that works
   */
  probe(): Promise<void>;
  /** @returns undefined when there is no such entry. @throws OC_AUTH_KEYCHAIN */
  get(name: string): Promise<string | undefined>;
  /** @throws OC_AUTH_KEYCHAIN */
  set(name: string, secret: string): Promise<void>;
  /** An entry that is not there is no error. @throws OC_AUTH_KEYCHAIN */
  remove(name: string): Promise<void>;
}
