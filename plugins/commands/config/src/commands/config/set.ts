import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { formatValue } from '@ock/kernel/config';
import { type Changed, changeKey, isIgnored } from '../../change-key.ts';
import { originText } from '../../shown.ts';
import { targetFile } from '../../target-file.ts';

export default class ConfigSet extends OcCommand {
  static override summary = 'set one value in opencode.toml; comments and order stay';
  static override description =
    'The value is read as TOML where it is TOML (5, true, ["a", "b"]), else as text. Your own file is changed unless --project is given.';
  static override examples = [
    '<%= config.bin %> config set model openai/gpt-4o',
    '<%= config.bin %> config set limits.max_cost_usd 2.5 --project',
    '<%= config.bin %> config set permissions.deny \'["bash(rm *)"]\'',
  ];
  static override enableJsonFlag = true;
  static override args = {
    key: Args.string({ ignoreStdin: true, required: true, description: 'key, nested with dots' }),
    value: Args.string({ ignoreStdin: true, required: true, description: 'value' }),
  };
  static override flags = {
    global: Flags.boolean({ summary: 'in your own file (the default)', exclusive: ['project'] }),
    project: Flags.boolean({ summary: "in the project's file" }),
  };

  async run(): Promise<Changed> {
    const { args, flags } = await this.parse(ConfigSet);
    const kernel = await this.kernel();
    const { config: loaded } = kernel;
    const file = targetFile({ configDir: kernel.paths.config, cwd: kernel.cwd, loaded }, flags.project);
    const answer = await changeKey(loaded, file, flags.project ? 'project' : 'global', args.key, args.value, kernel.paths);
    this.out(
      this.t(answer.changed ? 'command-config.set' : 'command-config.same', { key: answer.key, value: formatValue(answer.value), file }),
    );
    if (answer.overridden_by) this.note(this.t('command-config.overridden', { key: answer.key, by: originText(answer.overridden_by) }));
    if (answer.exposed) this.note(this.t('command-config.exposed', { key: answer.key, file }));
    if (isIgnored(loaded.files, file)) this.note(this.t('command-config.ignored', { file }));
    return answer;
  }
}
