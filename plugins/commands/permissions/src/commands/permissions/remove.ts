import { KernelError, SavedRules, workspaceOf } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { removeFromFile, ruleFile } from '../../rule-file.ts';

export default class PermissionsRemove extends OcCommand {
  static override summary = 'take a rule away, wherever you may';
  static override examples = ['<%= config.bin %> permissions remove "bash(npm test*)"'];
  static override enableJsonFlag = true;
  static override args = { rule: Args.string({ ignoreStdin: true, required: true, description: 'as list shows it' }) };
  static override flags = {
    user: Flags.boolean({ summary: 'only from the configuration of the person', exclusive: ['project', 'saved'] }),
    project: Flags.boolean({ summary: 'only from the configuration of the project', exclusive: ['user', 'saved'] }),
    saved: Flags.boolean({ summary: 'only from the answers given for always in this project', exclusive: ['user', 'project'] }),
  };

  async run(): Promise<{ rule: string; removed: { file: string; lists: string[] }[] }> {
    const { args, flags } = await this.parse(PermissionsRemove);
    const kernel = await this.kernel();
    const { rule } = args;
    const everywhere = !flags.user && !flags.project && !flags.saved;
    const removed: { file: string; lists: string[] }[] = [];
    for (const scope of ['user', 'project'] as const) {
      if (!everywhere && !flags[scope]) continue;
      const file = ruleFile(kernel, scope);
      const lists = await removeFromFile(kernel, file, rule);
      if (lists.length > 0) removed.push({ file, lists });
    }
    const saved = new SavedRules(kernel.paths.data);
    if ((everywhere || flags.saved) && (await saved.remove(workspaceOf(kernel.cwd), rule)))
      removed.push({ file: saved.file, lists: ['saved'] });
    if (removed.length === 0) throw new KernelError('OC_INPUT', { because: 'command-permissions.not_there', rule });
    for (const { file } of removed) this.out(this.t('command-permissions.removed', { rule, file }));
    return { rule, removed };
  }
}
