import type { PermissionRequest } from '@ock/kernel';
import type { Places } from './paths.ts';
import type { Effect, Rule } from './rules.ts';
import { type Told, told } from './told.ts';

/** What is to be done about one thing that a call touches. */
export interface Verdict extends Told {
  effect: Effect;
  /** deny only */
  by?: 'rule' | 'mode' | 'policy';
  /** ask, and denied by a guard: the narrowest rule that would allow this; absent: no rule can */
  rule?: string;
  /** ask only: the administrator's rule, which mode full does not answer */
  held?: boolean;
  /** ask only: it reads folders whole, which no rule covers that does not spell out the command */
  whole?: true;
  /** of a whole command: it changes no file */
  readOnly?: true;
  /** ask only: why each of its parts asks, where there are several reasons */
  asks?: readonly Reason[];
}

export type Reason = Pick<Verdict, 'reason' | 'because'>;

/** Everything a judgement depends on. */
export interface Case {
  request: PermissionRequest;
  rules: readonly Rule[];
  places: Places;
}

/** reasons of one call that are told */
const MAX_REASONS = 100;
const WEIGHT = { allow: 0, ask: 1, deny: 2 };

/** The strictest of them; of several that ask, one that no rule can settle; of several that allow, the last, and one by a rule before others. */
export function strictest(verdicts: readonly Verdict[]): Verdict {
  let worst: Verdict = { effect: 'allow', ...told('nothing', 'nothing in it needs asking') };
  for (const verdict of verdicts) {
    const held = (worst.held ?? false) || (verdict.held ?? false);
    const heavier = WEIGHT[verdict.effect] - WEIGHT[worst.effect];
    if (heavier > 0 || (heavier === 0 && isTelling(verdict, worst))) worst = verdict;
    if (worst.effect === 'ask' && held) worst = { ...worst, held };
  }
  return worst.effect === 'ask' ? withReasons(worst, verdicts) : worst;
}

/** With all that asks, its own reason first. */
function withReasons(worst: Verdict, verdicts: readonly Verdict[]): Verdict {
  const all = [worst, ...verdicts.filter(({ effect }) => effect === 'ask')].flatMap(({ asks, reason, because }): readonly Reason[] => [
    { reason, ...(because && { because }) },
    ...(asks ?? []),
  ]);
  const asks = [...new Map(all.map((each) => [each.reason, each])).values()].slice(0, MAX_REASONS);
  return asks.length > 1 ? { ...worst, asks } : worst;
}

function isTelling(verdict: Verdict, other: Verdict): boolean {
  if (verdict.effect === 'ask') return other.rule !== undefined && verdict.rule === undefined;
  return verdict.effect === 'allow' && (verdict.because.key === BY_RULE || other.because.key !== BY_RULE);
}

const BY_RULE = 'policy-rules.rule_allow';
const RULED = { allow: 'the rule {rule} allows it', ask: 'the rule {rule} asks', deny: 'the rule {rule} denies it' };

export function byRule(effect: Effect, { text, managed }: Rule): Verdict {
  return {
    effect,
    ...told(`rule_${effect}`, RULED[effect], { rule: text }),
    ...(effect === 'deny' && { by: 'rule' }),
    ...(effect === 'ask' && managed && { held: true }),
  };
}
