import { KernelError, SavedRules, workspaceOf } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { policies } from '../../policies.ts';
import { addToFile, type Effect, ruleFile } from '../../rule-file.ts';

export default class PermissionsAdd extends OcCommand {
  static override summary = 'write a rule';
  static override examples = [
    '<%= config.bin %> permissions add "bash(npm test *)"',
    '<%= config.bin %> permissions add --deny "read(secrets/**)" --project',
  ];
  static override enableJsonFlag = true;
  static override args = { rule: Args.string({ ignoreStdin: true, required: true, description: 'tool or tool(pattern)' }) };
  static override flags = {
    allow: Flags.boolean({ summary: 'it allows (default)', exclusive: ['ask', 'deny'] }),
    ask: Flags.boolean({ summary: 'it asks', exclusive: ['allow', 'deny', 'saved'] }),
    deny: Flags.boolean({ summary: 'it denies', exclusive: ['allow', 'ask', 'saved'] }),
    user: Flags.boolean({ summary: 'into the configuration of the person (default)', exclusive: ['project', 'saved'] }),
    project: Flags.boolean({ summary: 'into the configuration of the project', exclusive: ['user', 'saved'] }),
    saved: Flags.boolean({ summary: 'beside the answers given for always in this project', exclusive: ['user', 'project'] }),
  };

  async run(): Promise<{ rule: string; effect: Effect; file: string; added: boolean }> {
    const { args, flags } = await this.parse(PermissionsAdd);
    const kernel = await this.kernel();
    const rule = args.rule.trim();
    for (const policy of await policies(kernel)) policy.check?.(rule);
    const effect: Effect = flags.deny ? 'deny' : flags.ask ? 'ask' : 'allow';
    const saved = new SavedRules(kernel.paths.data);
    const file = flags.saved ? saved.file : ruleFile(kernel, flags.project ? 'project' : 'user');
    if (rule.includes('\n')) throw new KernelError('OC_INPUT', { because: 'command-permissions.one_line' });
    const workspace = workspaceOf(kernel.cwd);
    const added = flags.saved ? !saved.for(workspace).includes(rule) : await addToFile(kernel, file, effect, rule);
    if (flags.saved && added) await saved.add(workspace, rule);
    this.out(this.t(added ? 'command-permissions.added' : 'command-permissions.there', { rule, effect, file }));
    return { rule, effect, file, added };
  }
}
