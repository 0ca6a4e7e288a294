import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { type Changed, changeKey } from '../../change-key.ts';
import { originText } from '../../shown.ts';
import { targetFile } from '../../target-file.ts';

export default class ConfigUnset extends OcCommand {
  static override summary = 'take one key, or a whole table, out of opencode.toml';
  static override examples = ['<%= config.bin %> config unset model', '<%= config.bin %> config unset provider.custom --project'];
  static override enableJsonFlag = true;
  static override args = { key: Args.string({ ignoreStdin: true, required: true, description: 'key, nested with dots' }) };
  static override flags = {
    global: Flags.boolean({ summary: 'in your own file (the default)', exclusive: ['project'] }),
    project: Flags.boolean({ summary: "in the project's file" }),
  };

  async run(): Promise<Changed> {
    const { args, flags } = await this.parse(ConfigUnset);
    const kernel = await this.kernel();
    const { config: loaded } = kernel;
    const file = targetFile({ configDir: kernel.paths.config, cwd: kernel.cwd, loaded }, flags.project);
    const answer = await changeKey(loaded, file, flags.project ? 'project' : 'global', args.key, undefined, kernel.paths);
    this.out(this.t(answer.changed ? 'command-config.unset' : 'command-config.absent', { key: answer.key, file }));
    if (answer.overridden_by) this.note(this.t('command-config.overridden', { key: answer.key, by: originText(answer.overridden_by) }));
    return answer;
  }
}
