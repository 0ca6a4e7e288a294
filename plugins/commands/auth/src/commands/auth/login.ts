import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { keyStates, knownProvider } from '../../key-state.ts';
import { chooseProvider, readKey } from '../../read-key.ts';
import { type StoredKeyAnswer, storedLines, storeKey } from '../../store-key.ts';

export default class AuthLogin extends OcCommand {
  static override summary = 'keep the key of a provider';
  static override description =
    'The key is typed unseen or read from standard input, and kept in a file only you may read. Keys in environment variables need no login.';
  static override examples = [
    '<%= config.bin %> auth login anthropic',
    'pass show openai | <%= config.bin %> auth login openai --key-stdin',
  ];
  static override enableJsonFlag = true;
  static override args = { provider: Args.string({ ignoreStdin: true, description: 'provider, asked for when left out' }) };
  static override flags = { 'key-stdin': Flags.boolean({ summary: 'read the key from standard input' }) };

  async run(): Promise<StoredKeyAnswer> {
    const { args, flags } = await this.parse(AuthLogin);
    const kernel = await this.kernel();
    const id = args.provider ?? (await this.#choose());
    const provider = knownProvider(kernel, id);
    if (provider.keyUrl && !flags['key-stdin']) this.note(this.t('command-auth.get_key', { url: provider.keyUrl }));
    const answer = await storeKey(kernel, provider, await readKey(this.t, provider.id, flags['key-stdin']));
    for (const line of storedLines(this.t, answer)) this.out(line);
    return answer;
  }

  async #choose(): Promise<string> {
    const states = keyStates(await this.kernel()).filter(({ env, needs_key }) => needs_key || env.length > 0);
    return chooseProvider(
      this.t,
      states.map(({ provider, name }) => ({ name: provider, message: name })),
    );
  }
}
