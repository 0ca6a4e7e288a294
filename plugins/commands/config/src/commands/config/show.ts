import { KernelError, sanitizeLine } from '@ock/kernel';
import { Args, Flags, OcCommand, table } from '@ock/kernel/command';
import { maskSecrets, type Origin, parseKeyPath } from '@ock/kernel/config';
import { refuseUnknown } from '../../change-key.ts';
import { originText, shownLine, shownValues } from '../../shown.ts';

interface Shown {
  profile?: string;
  config: unknown;
  origins?: Record<string, Origin>;
}

export default class ConfigShow extends OcCommand {
  static override summary = 'the configuration that holds here, all layers together';
  static override description = 'Secrets are masked. With --origin every value tells the layer and the file that decided it.';
  static override examples = [
    '<%= config.bin %> config show',
    '<%= config.bin %> config show --origin',
    '<%= config.bin %> config show permissions --json',
  ];
  static override enableJsonFlag = true;
  static override args = { key: Args.string({ ignoreStdin: true, description: 'only this key and what is below it' }) };
  static override flags = { origin: Flags.boolean({ summary: 'tell where each value comes from' }) };

  async run(): Promise<Shown> {
    const { args, flags } = await this.parse(ConfigShow);
    const { config: loaded } = await this.kernel();
    const path = args.key === undefined ? [] : parseKeyPath(args.key);
    const schema = loaded.schema();
    if (path.length && schema) refuseUnknown(schema, path);
    const values = shownValues(loaded, path);
    if (args.key !== undefined && values.length === 0)
      throw new KernelError('OC_INPUT', { message: this.t('command-config.not_set', { key: args.key }) });
    if (flags.origin) for (const line of table(values.map((value) => [shownLine(value), originText(value.origin)]))) this.out(line);
    else for (const value of values) this.out(sanitizeLine(shownLine(value)));
    return {
      ...(loaded.profile !== undefined && { profile: loaded.profile }),
      config: path.length ? Object.fromEntries(values.map(({ key, value }) => [key, value])) : maskSecrets(loaded.config),
      ...(flags.origin && { origins: Object.fromEntries(values.flatMap(({ key, origin }) => (origin ? [[key, origin]] : []))) }),
    };
  }
}
