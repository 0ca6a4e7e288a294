import { KernelError, sanitize, sanitizeLine } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { formatValue, isTable, maskSecrets, parseKeyPath, valueAt } from '@ock/kernel/config';
import { refuseUnknown } from '../../change-key.ts';
import { shownLine, shownValues } from '../../shown.ts';

export default class ConfigGet extends OcCommand {
  static override summary = 'one value of the configuration';
  static override description = 'Prints the bare value; a table one key a line. Exit code 42 when the key is not set. Secrets are masked.';
  static override examples = ['<%= config.bin %> config get model', '<%= config.bin %> config get \'plugins."@me/tool-x".enabled\''];
  static override enableJsonFlag = true;
  static override args = { key: Args.string({ ignoreStdin: true, required: true, description: 'key, nested with dots' }) };

  async run(): Promise<unknown> {
    const { args } = await this.parse(ConfigGet);
    const { config: loaded } = await this.kernel();
    const path = parseKeyPath(args.key);
    const schema = loaded.schema();
    if (schema) refuseUnknown(schema, path);
    const value = maskSecrets(valueAt(loaded.config, path), path);
    if (value === undefined) throw new KernelError('OC_INPUT', { message: this.t('command-config.not_set', { key: args.key }) });
    if (isTable(value)) for (const one of shownValues(loaded, path)) this.out(sanitizeLine(shownLine(one)));
    else this.out(typeof value === 'string' ? sanitize(value) : formatValue(value));
    return value;
  }
}
