import { errorText, type Kernel, providerTable } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';
import { type KeyState, keyState } from '../../key-state.ts';

export default class AuthList extends OcCommand {
  static override summary = 'where the key of each provider comes from';
  static override examples = ['<%= config.bin %> auth list'];
  static override description =
    'Runs no command that prints a key, and sends nothing: auth test does. Keys in the keychain are read to show their ends.';
  static override enableJsonFlag = true;

  async run(): Promise<{ file: string; providers: KeyState[] }> {
    await this.parse(AuthList);
    const kernel = await this.kernel();
    await this.#open(kernel);
    const providers = [...providerTable(kernel).values()].map((provider) => keyState(kernel, provider));
    providers.sort((a, b) => (a.provider < b.provider ? -1 : 1));
    const heads = ['provider', 'source', 'key', 'ok'].map((head) => this.t(`command-auth.head_${head}`));
    const rows = providers.map((state) => [state.provider, this.#words(state), state.masked ?? '-', this.t(`command-auth.ok_${state.ok}`)]);
    for (const line of table([heads, ...rows])) this.out(line);
    if (kernel.keys.exposed()) this.note(this.t('command-auth.exposed', { file: kernel.keys.file }));
    return { file: kernel.keys.file, providers };
  }

  /** Reads what the keychain holds; the first failure tells for all of them. */
  async #open(kernel: Kernel): Promise<void> {
    const entries = Object.entries(kernel.keys.all());
    try {
      for (const [id, { type }] of entries) if (type === 'keychain') await kernel.keys.unlock(id);
    } catch (error) {
      this.note(errorText(error, this.t));
    }
  }

  #words({ source, from = '', ok, env, credentials, login, provider }: KeyState): string {
    if (source) return this.t(`command-auth.from_${source}`, { from, credentials });
    if (ok === 'not-needed') return this.t('command-auth.no_key_needed');
    if (credentials) return this.t('command-auth.no_credentials', { credentials });
    if (login && env.length === 0) return this.t('command-auth.no_sign_in', { provider });
    return this.t(env.length ? 'command-auth.no_key_env' : 'command-auth.no_key', { env: env.join(', ') });
  }
}
