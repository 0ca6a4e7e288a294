import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { type Forgotten, forget, forgottenLines } from '../../forget.ts';

export default class AuthDelete extends OcCommand {
  static override summary = 'the same as auth logout';
  static override examples = ['<%= config.bin %> auth delete anthropic'];
  static override enableJsonFlag = true;
  static override args = { provider: Args.string({ ignoreStdin: true, required: true, description: 'provider' }) };
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'accepted for scripts; nothing is asked' }) };

  async run(): Promise<Forgotten> {
    const { args } = await this.parse(AuthDelete);
    const answer = await forget(await this.kernel(), args.provider);
    for (const line of forgottenLines(this.t, answer)) this.out(line);
    return answer;
  }
}
