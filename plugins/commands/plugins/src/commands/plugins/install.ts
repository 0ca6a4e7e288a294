import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { clashes } from '../../clashes.ts';
import { type Installed, Installer } from '../../installer.ts';
import { interruptible } from '../../interruptible.ts';
import { parseSource } from '../../source.ts';

export default class PluginsInstall extends OcCommand {
  static override summary = 'install a plugin';
  static override description =
    'The package is fetched and checked, its permissions are shown and asked for, and only then it is installed. Install scripts never run. Its code runs in a process of its own, restricted to what was granted.';
  static override examples = [
    '<%= config.bin %> plugins install @acme/opencode-jira',
    '<%= config.bin %> plugins install ./my-plugin-1.0.0.tgz --yes',
    '<%= config.bin %> plugins install @acme/opencode-frontend --grant inline',
  ];
  static override enableJsonFlag = true;
  static override args = {
    plugin: Args.string({ required: true, description: 'package name with an optional version, .tgz file, folder or https address' }),
  };
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'grant what it asks for' }),
    grant: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      summary: 'grant this too, e.g. inline to run it inside opencode',
      helpValue: 'PERMISSION',
    }),
  };

  async run(): Promise<Installed> {
    const { args, flags } = await this.parse(PluginsInstall);
    const kernel = await this.kernel();
    const source = parseSource(args.plugin, kernel.cwd, this.t);
    const installed = await interruptible((signal) =>
      new Installer(kernel, signal, (text) => this.note(text)).install(source, { yes: flags.yes, extra: flags.grant }),
    );
    const { name, version, changed } = installed;
    this.out(this.t(changed ? 'command-plugins.installed' : 'command-plugins.same', { name, version }));
    for (const line of clashes(kernel, name, installed.contributions)) this.note(line);
    return installed;
  }
}
