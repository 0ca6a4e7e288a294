import { OcCommand } from '@ock/kernel/command';

export default class SessionCheck extends OcCommand {
  static override summary = 'look for damage in what sessions are kept in';
  static override examples = ['<%= config.bin %> session check'];
  static override description = 'Exit code 1 when there is any. A short look is taken by itself after a process was killed.';
  static override enableJsonFlag = true;

  async run(): Promise<{ store: string; problems: string[] }> {
    await this.parse(SessionCheck);
    const kernel = await this.kernel();
    const store = await kernel.openStore();
    await (await kernel.use('service', 'sessions')).tidy();
    const problems = (await this.working(async () => store.check?.())) ?? [];
    const described = await store.describe();
    if (problems.length > 0) process.exitCode = 1;
    for (const problem of problems) this.out(problem);
    if (problems.length === 0) this.out(this.t('command-session.sound', { store: described }));
    return { store: described, problems };
  }
}
