import { type Effort, type EffortFields, effortLevel, effortTokens, effortWord, type ModelTarget } from '@ock/kernel';
import { quirksOf } from './quirks.ts';

const FIELDS = 'additionalModelRequestFields';
/** Input and output share the window, and a request's quota is reckoned by what it asks for. */
const MAX_MAX_TOKENS = 32_000;
/** Claude refuses less */
const MIN_BUDGET = 1_024;
/** of the tokens of an answer, thinking included, that may be thought */
const THOUGHT_SHARE = 0.8;

/** What an effort puts into the body; undefined where the model does not reason, or its vendor has no words for it here. */
export function effortFields(effort: Effort, target: ModelTarget): EffortFields | undefined {
  const { effortAs, efforts = 'low medium high' } = quirksOf(target);
  if (target.info.capabilities?.reasoning === false || effortAs === undefined) return undefined;
  if (effortAs === 'budget') return budgetFields(effort, target);
  const word = effortWord(effort, efforts);
  if (word === undefined) return undefined;
  const off = word === 'none';
  switch (effortAs) {
    case 'adaptive':
      return off ? thinking('disabled') : { ...thinking('adaptive'), [`${FIELDS}.output_config.effort`]: word };
    case 'reasoningConfig': {
      const type = { [`${FIELDS}.reasoningConfig.type`]: off ? 'disabled' : 'enabled' };
      return off ? type : { ...type, [`${FIELDS}.reasoningConfig.maxReasoningEffort`]: word };
    }
    case 'reasoning_effort':
      return { [`${FIELDS}.reasoning_effort`]: word };
    default:
      return undefined;
  }
}

function budgetFields(effort: Effort, target: ModelTarget): EffortFields | undefined {
  if (effortLevel(effort) === 'off') return thinking('disabled');
  const most = mostTokens(target, effort) ?? Number.POSITIVE_INFINITY;
  const budget = Math.min(Math.max(MIN_BUDGET, effortTokens(effort)), Math.floor(most * THOUGHT_SHARE));
  return budget < MIN_BUDGET ? undefined : { ...thinking('enabled'), [`${FIELDS}.thinking.budget_tokens`]: budget };
}

function thinking(type: string): EffortFields {
  return { [`${FIELDS}.thinking.type`]: type };
}

/**
 * Tokens of one answer; undefined where nobody knows what the model can write. What is thought counts among them, so that a budget raises what
 * is asked for unless a person set it.
 */
export function mostTokens({ info, maxTokens, effort: wanted }: ModelTarget, effort = wanted): number | undefined {
  if (maxTokens !== undefined || !info.output) return maxTokens;
  const isBudget = info.quirks?.effortAs === 'budget' && info.capabilities?.reasoning !== false;
  return Math.min(info.output, MAX_MAX_TOKENS + (effort !== undefined && isBudget ? effortTokens(effort) : 0));
}
