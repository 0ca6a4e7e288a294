import { redact } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';
import { type Check, type Checker, guarded, type Status } from '../check.ts';
import { configuration } from '../checks/configuration.ts';
import { folders } from '../checks/folders.ts';
import { keys } from '../checks/keys.ts';
import { languageServers } from '../checks/language-servers.ts';
import { plugins } from '../checks/plugins.ts';
import { product } from '../checks/product.ts';
import { programs } from '../checks/programs.ts';
import { sessionStore } from '../checks/session-store.ts';
import { terminal } from '../checks/terminal.ts';
import { trust } from '../checks/trust.ts';

const CHECKERS: [group: string, check: Checker][] = [
  ['product', product],
  ['config', configuration],
  ['config', trust],
  ['folders', folders],
  ['store', sessionStore],
  ['programs', programs],
  ['lsp', languageServers],
  ['keys', keys],
  ['plugins', plugins],
  ['terminal', terminal],
];
const MARKS: Record<Status, string> = { ok: '✓', info: '·', warn: '!', fail: '✗' };

interface Report {
  ok: boolean;
  problems: number;
  warnings: number;
  checks: Check[];
}

export default class Doctor extends OcCommand {
  static override summary = 'look whether everything works, and say what to do about what does not';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];
  static override description = 'Every plugin is activated for the test. Exit code 1 when something needed is broken.';
  static override enableJsonFlag = true;

  async run(): Promise<Report> {
    await this.parse(Doctor);
    const kernel = await this.kernel();
    const context = { kernel, t: this.t, signal: kernel.signal };
    const found = await this.working((tell) => {
      const open = CHECKERS.map(([group]) => group);
      const look = async ([group, check]: (typeof CHECKERS)[number]) => {
        const checks = await guarded(group, check, context);
        open.splice(open.indexOf(group), 1);
        tell([...new Set(open)].map((name) => this.t(`command-doctor.group_${name}`)).join(', '));
        return checks;
      };
      return Promise.all(CHECKERS.map(look));
    });
    const checks = found.flat().map((check): Check => ({ ...check, text: redact(check.text) }));
    const count = (status: Status) => checks.filter((check) => check.status === status).length;
    const report = { ok: count('fail') === 0, problems: count('fail'), warnings: count('warn'), checks };
    for (const [i, group] of [...new Set(CHECKERS.map(([name]) => name))].entries())
      this.#print(
        group,
        checks.filter((check) => check.group === group),
        i > 0,
      );
    this.out();
    this.out(this.t(report.ok ? 'command-doctor.well' : 'command-doctor.unwell', { problems: report.problems, warnings: report.warnings }));
    if (!report.ok) process.exitCode = 1;
    return report;
  }

  #print(group: string, checks: Check[], apart: boolean): void {
    if (checks.length === 0) return;
    if (apart) this.out();
    this.out(this.t(`command-doctor.group_${group}`));
    const lines = table(checks.map(({ status, id, text }) => [`  ${MARKS[status]}`, id === text ? '' : id, text]));
    for (const [i, line] of lines.entries()) {
      this.out(`  ${line}`);
      const fix = checks[i]?.fix;
      if (fix) this.out(`      → ${fix}`);
    }
  }
}
