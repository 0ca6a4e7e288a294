import type { ModelTarget } from '@ock/kernel';

/**
 * Facts about a server or a model, set by providers or by `[models."provider/model".quirks]`, that change what this wire sends.
 *
 * | quirk | value | effect |
 * |---|---|---|
 * | `thinking` | true, false | switches the thinking of reasoning models on or off; default: the model's own habit, which is on |
 * | `thinkingBudget` | tokens | thinks within this budget |
 * | `noTemperature` | true | never sends `temperature` |
 * | `noToolChoice` | true | never sends `tool_choice`: older models refuse it |
 *
 * Where an effort is set, it takes the place of `thinking` and `thinkingBudget`.
 */
export interface CohereQuirks {
  thinking?: boolean;
  thinkingBudget?: number;
  noTemperature?: boolean;
  noToolChoice?: boolean;
}

/** A target's quirks, as this wire reads them. */
export function quirksOf(target: ModelTarget): CohereQuirks {
  return (target.info.quirks ?? {}) as CohereQuirks;
}
