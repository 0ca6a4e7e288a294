import { resolvePath, type SandboxStatus, type SandboxTrial } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';

export default class SandboxStatusCommand extends OcCommand {
  static override enableJsonFlag = true;
  static override summary = 'what commands of the agent can touch here, and by what they are confined';
  static override examples = ['<%= config.bin %> sandbox status', '<%= config.bin %> sandbox status --json'];
  static override description = 'Tries every backend by really running something in it.';

  async run(): Promise<SandboxStatus> {
    await this.parse(SandboxStatusCommand);
    const kernel = await this.kernel();
    const status = await (await kernel.use('service', 'sandbox')).status(resolvePath('.', kernel.cwd));
    const { mode, network, allowHosts, backend, program = '', version = '', why = '', tried, mounts } = status;
    const rows = [
      [this.t('command-sandbox.mode'), mode],
      [
        this.t('command-sandbox.network'),
        network === 'allow-list' ? this.t('command-sandbox.hosts', { hosts: allowHosts.join(', ') }) : network,
      ],
      [
        this.t('command-sandbox.backend'),
        backend ? [backend, version, program].filter(Boolean).join(' ') : this.t('command-sandbox.none', { reason: why }),
      ],
      ...tried.map((trial) => [`  ${trial.backend}`, this.#trial(trial)]),
      ...mounts.map(({ path, as }) => [this.t(`command-sandbox.${as}`), path]),
    ];
    for (const line of table(rows)) this.out(line);
    return status;
  }

  #trial({ installed, works, why: reason = '', ms = 0 }: SandboxTrial): string {
    if (works) return this.t('command-sandbox.trial_works', { ms });
    return installed ? this.t('command-sandbox.trial_broken', { reason }) : this.t('command-sandbox.trial_absent');
  }
}
