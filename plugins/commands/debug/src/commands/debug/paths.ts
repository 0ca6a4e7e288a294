import { join } from 'node:path';
import { workspaceOf } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';
import { managedFile } from '@ock/kernel/config';

export default class DebugPaths extends OcCommand {
  static override summary = 'the folders and files that opencode uses here';
  static override examples = ['<%= config.bin %> debug paths', '<%= config.bin %> debug paths --json'];
  static override enableJsonFlag = true;

  async run(): Promise<Record<string, string>> {
    await this.parse(DebugPaths);
    const { paths, cwd, options } = await this.kernel();
    const found: Record<string, string> = {
      config: paths.config,
      data: paths.data,
      cache: paths.cache,
      state: paths.state,
      log: join(paths.state, 'opencode.log'),
      managed: managedFile(),
      install: options.installRoot,
      working: cwd,
      workspace: workspaceOf(cwd),
    };
    for (const line of table(Object.entries(found).map(([key, path]) => [this.t(`command-debug.path_${key}`), path]))) this.out(line);
    return found;
  }
}
