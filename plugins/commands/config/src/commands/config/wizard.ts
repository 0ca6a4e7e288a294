import { OcCommand } from '@ock/kernel/command';
import { changeConfigFile, formatKeyPath, formatValue } from '@ock/kernel/config';
import { targetFile } from '../../target-file.ts';
import { terminalAsk } from '../../wizard/ask.ts';
import { plannedChanges } from '../../wizard/plan.ts';
import { askAll } from '../../wizard/steps.ts';

export default class ConfigWizard extends OcCommand {
  static override summary = 'set up provider, key, model and looks, question by question';
  static override description =
    'Six steps; nothing is written before you confirm. Needs a terminal: scripts use "config set" and "auth login".';
  static override examples = ['<%= config.bin %> config wizard'];

  async run(): Promise<void> {
    await this.parse(ConfigWizard);
    const kernel = await this.kernel();
    const { config: loaded } = kernel;
    const ask = await terminalAsk(this.t);
    const { answers, key } = await askAll(kernel, ask, this.t);
    const file = targetFile({ configDir: kernel.paths.config, cwd: kernel.cwd, loaded }, false);
    const changes = plannedChanges(answers);
    this.note(this.t('command-config.wizard_changes', { file }));
    for (const { path, value } of changes) this.note(`  ${formatKeyPath(path)} = ${formatValue(value)}`);
    if (key) this.note(`  ${this.t('command-config.wizard_keeps_key', { provider: key.provider, file: kernel.keys.file })}`);
    if (!(await ask.confirm(this.t('command-config.wizard_confirm')))) return this.note(this.t('command-config.wizard_dropped'));
    if (key) await kernel.keys.set(key.provider, key.value);
    await changeConfigFile(file, changes, loaded.schema());
    this.out(this.t('command-config.wizard_done', { file }));
  }
}
