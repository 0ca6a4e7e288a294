import { KernelError } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { type KeyState, keyState, knownProvider } from '../../key-state.ts';

export default class AuthGet extends OcCommand {
  static override summary = 'the key of a provider, masked';
  static override examples = ['<%= config.bin %> auth get openai'];
  static override enableJsonFlag = true;
  static override args = { provider: Args.string({ ignoreStdin: true, required: true, description: 'provider' }) };
  static override flags = { show: Flags.boolean({ summary: 'print the key itself' }) };

  async run(): Promise<KeyState & { key?: string }> {
    const { args, flags } = await this.parse(AuthGet);
    const kernel = await this.kernel();
    const provider = knownProvider(kernel, args.provider);
    const key = await kernel.keys.resolve(provider.id, provider.auth.env ?? []);
    const state = keyState(kernel, provider);
    if (!key) throw new KernelError('OC_AUTH_MISSING', { provider: provider.id, env: state.env.join(', '), url: state.url ?? '' });
    this.out(flags.show ? key : `${state.masked}  ${this.t(`command-auth.from_${state.source}`, { from: state.from })}`);
    return { ...state, ...(flags.show && { key }) };
  }
}
