import type { PermissionRequest } from '@ock/kernel';
import type { Places } from './paths.ts';
import type { Effect, Rule } from './rules.ts';

/** What is to be done about one thing that a call touches. */
export interface Verdict {
  effect: Effect;
  reason: string;
  /** deny only */
  by?: 'rule' | 'mode' | 'policy';
  /** ask only: the narrowest rule that would allow this; absent: no rule can */
  rule?: string;
}

/** Everything a judgement depends on. */
export interface Case {
  request: PermissionRequest;
  rules: readonly Rule[];
  places: Places;
}

const WEIGHT = { allow: 0, ask: 1, deny: 2 };

/** The strictest of them; of several that ask, one that no rule can settle. */
export function strictest(verdicts: readonly Verdict[]): Verdict {
  let worst: Verdict = { effect: 'allow', reason: 'nothing in it needs asking' };
  for (const verdict of verdicts) {
    const heavier = WEIGHT[verdict.effect] - WEIGHT[worst.effect];
    if (heavier > 0 || (heavier === 0 && verdict.effect === 'ask' && worst.rule !== undefined && verdict.rule === undefined))
      worst = verdict;
  }
  return worst;
}

export function byRule(effect: Effect, { text }: Rule): Verdict {
  if (effect === 'deny') return { effect, reason: `the rule ${text} denies it`, by: 'rule' };
  return { effect, reason: effect === 'ask' ? `the rule ${text} asks` : `the rule ${text} allows it` };
}
