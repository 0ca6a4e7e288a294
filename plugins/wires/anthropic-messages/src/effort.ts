import { type Effort, type EffortFields, effortLevel, effortTokens, effortWord, type ModelTarget } from '@ock/kernel';
import { type MessagesQuirks, quirksOf } from './quirks.ts';

const DEFAULT_MAX_TOKENS = 8_192;
/** Input and output share the window: asking for all that a model can write would leave less to read. */
const MAX_MAX_TOKENS = 32_000;
/** the API refuses less */
const MIN_BUDGET = 1_024;
/** of the tokens of an answer, thinking included, that may be thought */
const THOUGHT_SHARE = 0.8;
/** What models that decide themselves how much they think can be told, when nobody says otherwise. */
const USUAL = 'none low medium high';

/** What an effort puts into the body; undefined where the model does not think, or nobody knows that it does. */
export function effortFields(effort: Effort, target: ModelTarget): EffortFields | undefined {
  const quirks = quirksOf(target);
  if (!canThink(target)) return undefined;
  if (isAdaptive(quirks)) {
    const word = effortWord(effort, quirks.efforts ?? USUAL);
    if (word === 'none') return { 'thinking.type': 'disabled' };
    return word === undefined ? undefined : { 'thinking.type': 'adaptive', 'output_config.effort': word };
  }
  if (effortLevel(effort) === 'off') return { 'thinking.type': 'disabled' };
  const budget = Math.min(Math.max(MIN_BUDGET, effortTokens(effort)), Math.floor(mostTokens(target, effort) * THOUGHT_SHARE));
  return budget < MIN_BUDGET ? undefined : { 'thinking.type': 'enabled', 'thinking.budget_tokens': budget };
}

function canThink({ info }: ModelTarget): boolean {
  const { thinking, thinkingBudget, efforts } = (info.quirks ?? {}) as MessagesQuirks;
  return info.capabilities?.reasoning ?? (thinking ?? thinkingBudget ?? efforts) !== undefined;
}

function isAdaptive({ thinking, efforts }: MessagesQuirks): boolean {
  return thinking === 'adaptive' || efforts !== undefined;
}

/** Tokens of one answer. What is thought counts among them, so that a budget raises what is asked for unless a person set it. */
export function mostTokens(target: ModelTarget, effort = target.effort): number {
  const { info, maxTokens } = target;
  if (maxTokens !== undefined) return maxTokens;
  const usual = Math.min(info.output || DEFAULT_MAX_TOKENS, MAX_MAX_TOKENS);
  const thought = effort === undefined || isAdaptive(quirksOf(target)) || !canThink(target) ? 0 : effortTokens(effort);
  return Math.min(usual + thought, info.output || DEFAULT_MAX_TOKENS);
}
