import { providerTable } from '@ock/kernel';
import { Args, OcCommand, table } from '@ock/kernel/command';
import { knownProvider } from '../../key-state.ts';
import { type ProbeAnswer, probe } from '../../probe.ts';

export default class AuthTest extends OcCommand {
  static override summary = 'send one tiny request and say what is wrong, if anything';
  static override description = 'Without a provider, every one that has a key is tried. The request asks for a single token.';
  static override enableJsonFlag = true;
  static override args = { provider: Args.string({ ignoreStdin: true, description: 'provider; all with a key when left out' }) };

  async run(): Promise<ProbeAnswer[]> {
    const { args } = await this.parse(AuthTest);
    const kernel = await this.kernel();
    const all = [...providerTable(kernel).values()].filter(
      ({ id, auth, embedded }) => !embedded && kernel.keys.source(id, auth.env ?? []) !== undefined,
    );
    const providers = args.provider === undefined ? all : [knownProvider(kernel, args.provider)];
    if (providers.length === 0) {
      this.note(this.t('command-auth.none_to_test'));
      process.exitCode = 41;
    }
    const answers = await Promise.all(providers.map((provider) => probe(kernel, provider, this.t)));
    const rows = answers.map((answer) => [
      answer.provider,
      answer.model ?? '-',
      answer.ok
        ? this.t('command-auth.works', { ms: answer.ms })
        : this.t(`command-auth.problem_${answer.problem}`, { message: answer.message }),
    ]);
    for (const line of table(rows)) this.out(line);
    const bad = answers.find(({ ok }) => !ok);
    if (bad) process.exitCode = bad.problem === 'key' || bad.problem === 'no-key' ? 41 : 1;
    return answers;
  }
}
