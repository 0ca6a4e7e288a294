import type { ModelTarget } from '@ock/kernel';

/**
 * Facts about a model, set by providers or by `[models."provider/model".quirks]`, that change what this wire sends.
 *
 * | quirk | value | effect |
 * |---|---|---|
 * | `cachePoints` | of `tools system messages` | where cache points may stand, separated by blanks; default: nowhere |
 * | `cacheTtl` | `1h` | life of cache entries; default five minutes |
 * | `thinking` | `adaptive` | Claude: the model decides how much it thinks |
 * | `thinkingBudget` | tokens ≥ 1024 | Claude: thinks within this budget (models before adaptive thinking) |
 * | `effort` | word | Claude: sent as `output_config.effort` |
 * | `reasoningEffort` | word | sent as `reasoning_effort` (gpt-oss and others) |
 * | `reasoningConfig` | `low`, `medium`, `high` | Nova: how much it reasons |
 * | `effortAs` | `adaptive`, `budget`, `reasoningConfig`, `reasoning_effort` | how an effort is told: Claude by word or by budget, Nova, gpt-oss and others; default: not |
 * | `efforts` | words | efforts the model knows, of `none low medium high xhigh max`; default `low medium high` |
 * | `beta` | names | Claude: sent as `anthropic_beta`, separated by commas |
 * | `toolStatus` | true | a failed tool call is marked as such; without it the text alone says so |
 * | `plainSchema` | true | of a tool's schema, only type, properties and what is required are sent: the model refuses the rest |
 * | `noToolChoice` | true | never demands a tool call: the model refuses it |
 * | `noToolStream` | true | requests with tools are not streamed: the model cannot |
 * | `modelInAddress` | true | the base URL stands for one model: `{baseUrl}/converse-stream`, answered by events as text (SAP AI Core) |
 * | `noSystemRole` | true | the system text stands at the head of the first user message |
 * | `noTemperature` | true | never sends `temperature` |
 *
 * Where an effort is set, it takes the place of `thinking`, `thinkingBudget`, `effort`, `reasoningEffort` and `reasoningConfig`.
 */
export interface ConverseQuirks {
  cachePoints?: string;
  cacheTtl?: string;
  thinking?: string;
  thinkingBudget?: number;
  effort?: string;
  reasoningEffort?: string;
  reasoningConfig?: string;
  effortAs?: string;
  efforts?: string;
  beta?: string;
  toolStatus?: boolean;
  plainSchema?: boolean;
  noToolChoice?: boolean;
  noToolStream?: boolean;
  modelInAddress?: boolean;
  noSystemRole?: boolean;
  noTemperature?: boolean;
}

/** A target's quirks, as this wire reads them. */
export function quirksOf(target: ModelTarget): ConverseQuirks {
  return (target.info.quirks ?? {}) as ConverseQuirks;
}
