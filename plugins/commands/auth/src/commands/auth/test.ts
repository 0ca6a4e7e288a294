import { type Kernel, type ProviderContribution, providerTable } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { keyState, knownProvider } from '../../key-state.ts';
import { type ProbeAnswer, probeAll } from '../../probe.ts';
import { exitCodeOf } from '../../problem.ts';

export default class AuthTest extends OcCommand {
  static override summary = 'send one tiny request and say what is wrong, if anything';
  static override description =
    'Without a provider, every one that has a key is tried. The request asks for a single token. Exit code 41: no key, or it is refused; 1: anything else.';
  static override examples = ['<%= config.bin %> auth test', '<%= config.bin %> auth test openai anthropic --json'];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = { provider: Args.string({ ignoreStdin: true, description: 'providers; all with a key when left out' }) };

  async run(): Promise<ProbeAnswer[]> {
    const { argv } = await this.parse(AuthTest);
    const kernel = await this.kernel();
    const named = [...new Set(argv as string[])];
    const providers = named.length > 0 ? named.map((id) => knownProvider(kernel, id)) : withKeys(kernel);
    if (providers.length === 0) {
      this.note(this.t('command-auth.none_to_test'));
      process.exitCode = 41;
    }
    const answers = await probeAll(kernel, providers, this.t, (answer) => this.#tell(answer));
    process.exitCode ||= exitCodeOf(answers.map(({ problem }) => problem));
    return answers;
  }

  #tell({ provider, model = '-', ok, ms, problem, code, message, next, without_key }: ProbeAnswer): void {
    const works = without_key ? 'command-auth.works_without' : 'command-auth.works';
    this.out(`${provider}  ${model}  ${ok ? this.t(works, { ms }) : this.t(`command-auth.problem_${problem}`, { message })}`);
    // a missing key tells by itself where to get one
    if (next && code !== 'OC_AUTH_MISSING') this.out(`  ${next}`);
  }
}

function withKeys(kernel: Kernel): ProviderContribution[] {
  return [...providerTable(kernel).values()].filter((provider) => !provider.embedded && keyState(kernel, provider).source !== undefined);
}
