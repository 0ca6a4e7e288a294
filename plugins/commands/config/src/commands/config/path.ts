import { Flags, OcCommand, table } from '@ock/kernel/command';
import type { ConfigFileStatus } from '@ock/kernel/config';
import { targetFile } from '../../target-file.ts';

export default class ConfigPath extends OcCommand {
  static override summary = 'where configuration is looked for, lowest layer first';
  static override description = 'With --global or --project: only the path of the file that "config set" changes.';
  static override examples = ['<%= config.bin %> config path', '$EDITOR "$(<%= config.bin %> config path --global)"'];
  static override enableJsonFlag = true;
  static override flags = {
    global: Flags.boolean({ summary: 'your own file', exclusive: ['project'] }),
    project: Flags.boolean({ summary: "the project's file" }),
  };

  async run(): Promise<{ path: string } | { files: readonly ConfigFileStatus[] }> {
    const { flags } = await this.parse(ConfigPath);
    const kernel = await this.kernel();
    const { config: loaded } = kernel;
    if (flags.global || flags.project) {
      const path = targetFile({ configDir: kernel.paths.config, cwd: kernel.cwd, loaded }, flags.project);
      this.out(path);
      return { path };
    }
    const rows = loaded.files.map(({ layer, status, path, untrustedKeys }) => [
      layer,
      this.t(`command-config.${untrustedKeys ? 'partly' : `status_${status}`}`),
      path,
    ]);
    for (const line of table(rows)) this.out(line);
    return { files: loaded.files };
  }
}
