import { type Credential, KernelError, type ProviderContribution } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { keyStates, knownProvider } from '../../key-state.ts';
import { choose, chooseProvider, hasTerminal, readKey } from '../../read-key.ts';
import { signInFlow } from '../../sign-in-flow.ts';
import { type StoredKeyAnswer, storedLines, storeKey } from '../../store-key.ts';

export default class AuthLogin extends OcCommand {
  static override summary = 'sign in to a provider, or keep its key';
  static override description =
    'A key is typed unseen or read from standard input, and kept in a file only you may read. Where a provider has a sign-in of its own, that is offered. Keys in environment variables need no login.';
  static override examples = [
    '<%= config.bin %> auth login anthropic',
    'pass show openai | <%= config.bin %> auth login openai --key-stdin',
    '<%= config.bin %> auth login openrouter --flow browser',
  ];
  static override enableJsonFlag = true;
  static override args = { provider: Args.string({ ignoreStdin: true, description: 'provider, asked for when left out' }) };
  static override flags = {
    'key-stdin': Flags.boolean({ summary: 'read the key from standard input', exclusive: ['flow'] }),
    flow: Flags.string({ summary: 'how to sign in, not asked for then', options: ['key', 'device', 'browser'] }),
    'no-browser': Flags.boolean({ summary: 'only name the page to open' }),
    keychain: Flags.boolean({ summary: "keep it in the system's keychain" }),
  };

  async run(): Promise<StoredKeyAnswer> {
    const { args, flags } = await this.parse(AuthLogin);
    const kernel = await this.kernel();
    const provider = knownProvider(kernel, args.provider ?? (await this.#choose()));
    const flow = flags['key-stdin'] ? 'key' : await this.#flow(provider, flags.flow);
    const given = flow === 'key' ? await this.#key(provider, flags['key-stdin']) : await this.#signIn(provider, !flags['no-browser']);
    const answer = await storeKey(kernel, provider, given, this.t, flags.keychain ? 'keychain' : undefined);
    for (const line of storedLines(this.t, answer)) this.out(line);
    return answer;
  }

  /** @throws OC_USAGE when the provider has no such sign-in */
  async #flow({ id, name, login }: ProviderContribution, wanted: string | undefined): Promise<string> {
    if (wanted !== undefined && wanted !== 'key' && wanted !== login)
      throw new KernelError('OC_USAGE', {
        message: this.t(login ? 'command-auth.other_flow' : 'command-auth.no_flow', { provider: id, flow: wanted, login }),
      });
    if (wanted !== undefined || !login || !hasTerminal()) return wanted ?? 'key';
    return choose(this.t('command-auth.flow_prompt', { provider: name }), [
      { name: login, message: this.t(`command-auth.flow_${login}`) },
      { name: 'key', message: this.t('command-auth.flow_key') },
    ]);
  }

  async #key(provider: ProviderContribution, fromStdin: boolean): Promise<string> {
    if (provider.keyUrl && !fromStdin) this.note(this.t('command-auth.get_key', { url: provider.keyUrl }));
    return readKey(this.t, provider, fromStdin);
  }

  async #signIn(provider: ProviderContribution, browser: boolean): Promise<Credential> {
    return signInFlow(await this.kernel(), provider, this.t, { tell: (line) => this.note(line), browser });
  }

  async #choose(): Promise<string> {
    const states = keyStates(await this.kernel()).filter(({ env, needs_key }) => needs_key || env.length > 0);
    return chooseProvider(
      this.t,
      states.map(({ provider, name }) => ({ name: provider, message: name })),
    );
  }
}
