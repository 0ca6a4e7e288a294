import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { knownProvider } from '../../key-state.ts';
import { checked, readKey } from '../../read-key.ts';
import { type StoredKeyAnswer, storedLines, storeKey } from '../../store-key.ts';

export default class AuthSet extends OcCommand {
  static override summary = 'keep the key of a provider, given as an argument';
  static override examples = ['<%= config.bin %> auth set openai'];
  static override description = 'An argument stands in the history of your shell and in the list of processes: auth login is safer.';
  static override enableJsonFlag = true;
  static override args = {
    provider: Args.string({ ignoreStdin: true, required: true, description: 'provider' }),
    key: Args.string({ ignoreStdin: true, description: 'the key; asked for when left out' }),
  };
  static override flags = {
    'key-stdin': Flags.boolean({ summary: 'read the key from standard input' }),
    keychain: Flags.boolean({ summary: "keep it in the system's keychain" }),
  };

  async run(): Promise<StoredKeyAnswer> {
    const { args, flags } = await this.parse(AuthSet);
    const kernel = await this.kernel();
    const provider = knownProvider(kernel, args.provider);
    if (args.key !== undefined) this.note(this.t('command-auth.in_history'));
    const key = args.key === undefined ? await readKey(this.t, provider, flags['key-stdin']) : checked(this.t, args.key);
    const answer = await storeKey(kernel, provider, key, this.t, flags.keychain ? 'keychain' : undefined);
    for (const line of storedLines(this.t, answer)) this.out(line);
    return answer;
  }
}
