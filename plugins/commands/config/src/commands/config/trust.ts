import { statSync } from 'node:fs';
import { sep } from 'node:path';
import { KernelError, resolvePath, sanitizeLine } from '@ock/kernel';
import { Args, Flags, OcCommand, table } from '@ock/kernel/command';
import { listTrusted, projectFolders, type TrustedFolder, trust, untrust } from '@ock/kernel/config';

type Answer = { path: string; trusted: boolean; keys: readonly string[] } | { folders: readonly TrustedFolder[] };

export default class ConfigTrust extends OcCommand {
  static override summary = 'let the opencode.toml of a folder, and of all below it, count in full';
  static override description =
    'Without a folder: the project stood in, from its git root down. Such a file may then run programs (plugins, MCP and language servers, hooks), allow calls and name addresses that get keys: read it first. --trust of any command does the same for one run.';
  static override examples = [
    '<%= config.bin %> config trust',
    '<%= config.bin %> config trust ~/work --remove',
    '<%= config.bin %> config trust --list',
  ];
  static override enableJsonFlag = true;
  static override args = { dir: Args.string({ ignoreStdin: true, description: 'folder; the project stood in when left out' }) };
  static override flags = {
    remove: Flags.boolean({ summary: 'take the trust back', exclusive: ['list'] }),
    list: Flags.boolean({ summary: 'show the folders that are trusted' }),
  };

  async run(): Promise<Answer> {
    const { args, flags } = await this.parse(ConfigTrust);
    const { paths, cwd, config: loaded } = await this.kernel();
    if (flags.list) {
      const folders = listTrusted(paths);
      for (const line of table(folders.map(({ path, since }) => [path, since]))) this.out(line);
      if (folders.length === 0) this.out(this.t('command-config.trust_none'));
      return { folders };
    }
    const dir = resolvePath(args.dir ?? projectFolders(cwd)[0] ?? cwd, cwd);
    if (flags.remove) {
      const removed = await untrust(paths, dir);
      this.out(this.t(removed ? 'command-config.trust_removed' : 'command-config.trust_absent', { dir: sanitizeLine(dir) }));
      return { path: dir, trusted: false, keys: [] };
    }
    if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
      throw new KernelError('OC_INPUT', { message: this.t('command-config.trust_no_folder', { dir }) });
    const path = await trust(paths, dir);
    this.out(this.t('command-config.trusted', { dir: sanitizeLine(path) }));
    const inside = loaded.files.filter(({ path: file }) => file.startsWith(`${path}${sep}`));
    const keys = [...new Set(inside.flatMap(({ untrustedKeys = [] }) => untrustedKeys))];
    if (keys.length > 0) this.out(this.t('command-config.trust_keys', { keys: sanitizeLine(keys.join(', ')) }));
    return { path, trusted: true, keys };
  }
}
