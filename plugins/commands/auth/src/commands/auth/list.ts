import { OcCommand, table } from '@ock/kernel/command';
import { type KeyState, keyStates } from '../../key-state.ts';

export default class AuthList extends OcCommand {
  static override summary = 'where the key of each provider comes from';
  static override enableJsonFlag = true;

  async run(): Promise<{ file: string; providers: KeyState[] }> {
    await this.parse(AuthList);
    const kernel = await this.kernel();
    const providers = keyStates(kernel);
    const rows = providers.map((state) => [state.provider, state.masked ?? '-', this.#words(state)]);
    for (const line of table(rows)) this.out(line);
    if (kernel.keys.exposed()) this.note(this.t('command-auth.exposed', { file: kernel.keys.file }));
    return { file: kernel.keys.file, providers };
  }

  #words({ source, from = '', needs_key, env }: KeyState): string {
    if (source) return this.t(`command-auth.from_${source}`, { from });
    if (!needs_key) return this.t('command-auth.no_key_needed');
    return this.t(env.length ? 'command-auth.no_key_env' : 'command-auth.no_key', { env: env.join(', ') });
  }
}
