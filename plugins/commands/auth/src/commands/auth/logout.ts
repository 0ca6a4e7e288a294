import { Args, OcCommand } from '@ock/kernel/command';
import { type Forgotten, forget, forgottenLines } from '../../forget.ts';

export default class AuthLogout extends OcCommand {
  static override summary = 'forget the kept key of a provider';
  static override examples = ['<%= config.bin %> auth logout anthropic'];
  static override enableJsonFlag = true;
  static override args = { provider: Args.string({ ignoreStdin: true, required: true, description: 'provider' }) };

  async run(): Promise<Forgotten> {
    const { args } = await this.parse(AuthLogout);
    const answer = await forget(await this.kernel(), args.provider);
    for (const line of forgottenLines(this.t, answer)) this.out(line);
    return answer;
  }
}
