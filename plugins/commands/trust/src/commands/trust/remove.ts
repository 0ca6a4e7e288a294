import { resolvePath, sanitizeLine } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { projectFolders, untrust } from '@ock/kernel/config';

export default class TrustRemove extends OcCommand {
  static override summary = 'take the trust in a folder back';
  static override examples = ['<%= config.bin %> trust remove', '<%= config.bin %> trust remove ~/work/site'];
  static override enableJsonFlag = true;
  static override args = { dir: Args.string({ ignoreStdin: true, description: 'folder; the project stood in when left out' }) };

  async run(): Promise<{ path: string; removed: boolean }> {
    const { args } = await this.parse(TrustRemove);
    const { cwd, paths } = await this.kernel();
    const dir = resolvePath(args.dir ?? projectFolders(cwd)[0] ?? cwd, cwd);
    const removed = await untrust(paths, dir);
    this.out(this.t(removed ? 'command-trust.removed' : 'command-trust.absent', { dir: sanitizeLine(dir) }));
    return { path: dir, removed };
  }
}
