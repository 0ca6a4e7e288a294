import { readFileSync } from 'node:fs';
import { type Kernel, type ListedRule, type Policy, SavedRules, workspaceOf } from '@ock/kernel';

export type Scope = 'managed' | 'user' | 'project' | 'config' | 'profile' | 'environment' | 'flags' | 'builtin' | 'saved';

/** A rule as `permissions list --json` prints it. */
export interface RuleRow {
  effect: ListedRule['effect'];
  /** as it counts */
  rule: string;
  /** as the file has it, where that is another spelling: a prefix in `bash_allow` */
  written?: string;
  /** key of `[permissions]` */
  key?: string;
  scope: Scope;
  file?: string;
  /** where it stands in the file, from 1 */
  line?: number;
  /** project only: may its folder widen anything? */
  trusted?: boolean;
}

const SCOPES: Record<string, Scope> = { global: 'user', env: 'environment' };

/** Every rule that counts in this folder: the administrator's first, then those of configuration, then what was allowed for always. */
export function ruleRows(kernel: Kernel, all: readonly Policy[]): RuleRow[] {
  const listed = all.flatMap((policy) => policy.rules?.() ?? []);
  const configured = listed.map(({ effect, rule, inForce, key, layer, file }): RuleRow => {
    const scope = SCOPES[layer] ?? (layer as Scope);
    const line = file === undefined ? undefined : lineOf(file, rule, key);
    return {
      effect,
      rule: inForce ?? rule,
      ...(inForce !== undefined && { written: rule }),
      key,
      scope,
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
      ...(scope === 'project' && { trusted: kernel.config.trusts(kernel.cwd) }),
    };
  });
  const saved = new SavedRules(kernel.paths.data);
  const answers = saved.for(workspaceOf(kernel.cwd)).map((rule): RuleRow => ({ effect: 'allow', rule, scope: 'saved', file: saved.file }));
  const managed = ({ scope }: RuleRow) => scope === 'managed';
  return [...configured.filter(managed), ...configured.filter((row) => !managed(row)), ...answers];
}

/** The line that says it: the first at or below its key that holds the rule as TOML writes it. */
function lineOf(file: string, rule: string, key: string): number | undefined {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    const start = Math.max(
      0,
      lines.findIndex((line) => new RegExp(`^\\s*(permissions\\.)?"?${key}"?\\s*=`).test(line)),
    );
    const at = lines.findIndex((line, index) => index >= start && (line.includes(JSON.stringify(rule)) || line.includes(`'${rule}'`)));
    return at === -1 ? start + 1 : at + 1;
  } catch {
    return undefined;
  }
}
