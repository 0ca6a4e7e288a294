import { type Effort, type EffortFields, effortLevel, effortTokens, type ModelTarget } from '@ock/kernel';

/** What an effort puts into the body; `max` sets no bound. Undefined where the model is not known to think. */
export function effortFields(effort: Effort, target: ModelTarget): EffortFields | undefined {
  if (target.info.capabilities?.reasoning !== true) return undefined;
  if (effortLevel(effort) === 'off') return { 'thinking.type': 'disabled' };
  return { 'thinking.type': 'enabled', ...(effort === 'max' ? {} : { 'thinking.token_budget': effortTokens(effort) }) };
}
