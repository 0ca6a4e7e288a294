import { permissionMode } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';
import { policies } from '../../policies.ts';
import { type RuleRow, ruleRows } from '../../rule-rows.ts';

export default class PermissionsList extends OcCommand {
  static override summary = 'every rule that counts here, and where it stands';
  static override examples = ['<%= config.bin %> permissions list'];
  static override enableJsonFlag = true;

  async run(): Promise<{ mode: string; rules: RuleRow[]; ignored: { file: string; keys: string[] }[] }> {
    await this.parse(PermissionsList);
    const kernel = await this.kernel();
    const rules = ruleRows(kernel, await policies(kernel));
    const mode = permissionMode(kernel, undefined);
    this.out(this.t('command-permissions.mode', { mode }));
    if (rules.length === 0) this.out(this.t('command-permissions.none'));
    const place = ({ file, line }: RuleRow) => (file === undefined ? '' : line === undefined ? file : `${file}:${line}`);
    const scope = (row: RuleRow) => (row.trusted === false ? this.t('command-permissions.untrusted', { scope: row.scope }) : row.scope);
    for (const line of table(rules.map((row) => [row.effect, row.rule, scope(row), place(row)]))) this.out(line);
    const ignored = kernel.config.files.flatMap(({ path, untrustedKeys = [] }) => {
      const keys = untrustedKeys.filter((key) => key.startsWith('permissions'));
      return keys.length > 0 ? [{ file: path, keys }] : [];
    });
    for (const { file, keys } of ignored) this.note(this.t('command-permissions.ignored', { file, keys: keys.join(', ') }));
    return { mode, rules, ignored };
  }
}
