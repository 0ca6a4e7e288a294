import { type AskedCall, checkCall, KernelError, type PermissionDecision, reasonText, revealLine, type Translate } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import type { Subject } from '@ock/schemas';
import { policies } from '../../policies.ts';
import { type RuleRow, ruleRows } from '../../rule-rows.ts';

const MODES = ['ask', 'accept-edits', 'plan', 'deny', 'full'] as const;
/** a script tells by it what would happen */
const EXIT = { allow: 0, ask: 10, deny: 11 };

interface Checked {
  tool: string;
  mode: string;
  agent: string;
  effect: PermissionDecision['effect'];
  reason: string;
  /** what would allow it */
  rule?: string;
  subjects: { subject: Subject; effect: PermissionDecision['effect']; reason: string; rule?: string; decided_by?: RuleRow }[];
}

export default class PermissionsCheck extends OcCommand {
  static override summary = 'what the rules say to a call, without making it';
  static override description = 'Exit code 0: it is allowed, 10: it is asked about, 11: it is denied.';
  static override examples = [
    '<%= config.bin %> permissions check bash "git push"',
    '<%= config.bin %> permissions check edit .env --explain',
    '<%= config.bin %> permissions check mcp_github_create_issue owner=acme --mode deny',
    '<%= config.bin %> permissions check apply_patch --params \'{"patchText": "…"}\' --json',
  ];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = {
    tool: Args.string({ ignoreStdin: true, required: true, description: 'tool' }),
    what: Args.string({ ignoreStdin: true, description: 'path, command, address, or argument=value' }),
  };
  static override flags = {
    params: Flags.string({ char: 'p', summary: 'all arguments of the tool as a JSON object', helpValue: 'JSON' }),
    explain: Flags.boolean({ summary: 'say for each thing it touches what decided, and where that stands' }),
    mode: Flags.option({ options: MODES, summary: 'permission mode, default the configured one' })(),
    allow: Flags.string({ multiple: true, multipleNonGreedy: true, summary: 'one more rule that allows', helpValue: 'RULE' }),
    ask: Flags.string({ multiple: true, multipleNonGreedy: true, summary: 'one more rule that asks', helpValue: 'RULE' }),
    deny: Flags.string({ multiple: true, multipleNonGreedy: true, summary: 'one more rule that denies', helpValue: 'RULE' }),
  };

  async run(): Promise<Checked> {
    const { argv, flags } = await this.parse(PermissionsCheck);
    const [tool = '', ...words] = argv as string[];
    const kernel = await this.kernel();
    const call: AskedCall = { tool, what: words.join(' '), ...(flags.params !== undefined && { input: this.#params(flags.params) }) };
    const { allow = [], ask = [], deny = [] } = flags;
    const { request, decision, subjects } = await checkCall(kernel, call, {
      rules: { allow, ask, deny },
      ...(flags.mode && { mode: flags.mode }),
      ...(flags.agent !== undefined && { agent: flags.agent }),
    });
    const rows = ruleRows(kernel, await policies(kernel));
    const each = subjects.map((one) => ({ ...this.#told(one.decision, rows), subject: one.subject }));
    const { decided_by: _by, ...whole } = this.#told(decision, rows);
    this.out(this.t(`command-permissions.${decision.effect}`, { reason: revealLine(this.#reason(decision)) }));
    if (whole.rule !== undefined) this.out(this.t('command-permissions.would_allow', { rule: revealLine(whole.rule) }));
    if (flags.explain) {
      this.out(this.t('command-permissions.stage', { mode: request.mode, agent: request.agent, workspace: request.workspace }));
      each.forEach((one, at) => {
        this.out(`  ${one.effect}  ${subjectText(one.subject, this.t)}`);
        this.out(`    ${revealLine(this.#reason(subjects[at]?.decision ?? decision))}`);
        if (one.decided_by) this.out(`    ${placeText(one.decided_by)}`);
      });
    }
    process.exitCode = EXIT[decision.effect];
    return { tool, mode: request.mode, agent: request.agent, ...whole, subjects: each };
  }

  #told(decision: PermissionDecision, rows: readonly RuleRow[]): Omit<Checked['subjects'][number], 'subject'> {
    const { effect, reason, because } = decision;
    const rule = decision.effect === 'allow' ? undefined : decision.rule;
    const by = rows.find((row) => row.rule === because?.args?.rule && row.effect === effect);
    return { effect, reason, ...(rule !== undefined && { rule }), ...(by && { decided_by: by }) };
  }

  #reason(decision: PermissionDecision): string {
    return reasonText(this.t, decision);
  }

  #params(text: string): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw new KernelError('OC_INPUT', { because: 'command-permissions.bad_json', why: (cause as Error).message }, { cause });
    }
  }
}

function subjectText(subject: Subject, t: Translate): string {
  if (subject.action === 'exec') return revealLine(subject.command);
  if (subject.action === 'net') return revealLine(subject.url);
  if (subject.action === 'other') return revealLine(subject.what);
  return t(`permission.subject_${subject.action}`, { path: revealLine(subject.path) });
}

function placeText({ scope, file, line }: RuleRow): string {
  return [scope, file === undefined ? undefined : line === undefined ? file : `${file}:${line}`]
    .filter((part) => part !== undefined)
    .join('  ');
}
