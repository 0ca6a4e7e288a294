import type { ModelTarget } from '@ock/kernel';

/**
 * Facts about a server or a model, set by providers or by `[models."provider/model".quirks]`, that change what this wire sends.
 *
 * | quirk | value | effect |
 * |---|---|---|
 * | `thinking` | `adaptive` | the model decides how much it thinks |
 * | `thinkingBudget` | tokens ≥ 1024 | thinks within this budget (models before adaptive thinking) |
 * | `effort` | word | sent as `output_config.effort` |
 * | `efforts` | words | efforts the model knows, of `none low medium high xhigh max`; `none`: its thinking can be switched off |
 * | `noTemperature` | true | never sends `temperature` |
 * | `noCache` | true | sets no cache breakpoints: the server refuses `cache_control` |
 * | `cacheTtl` | `1h` | life of cache entries; default five minutes |
 * | `jsonSchema` | true | asks for a JSON answer by `output_config.format` |
 * | `beta` | names | sent as `anthropic-beta` |
 * | `pathVerb` | word | the model stands in the path, `/models/{model}:{pathVerb}`, and not in the body (Vertex AI) |
 * | `bodyVersion` | text | the version stands in the body, as `anthropic_version`, and not in a header (Vertex AI) |
 *
 * Where an effort is set, it takes the place of `thinking`, `thinkingBudget` and `effort`: models with `efforts` or adaptive thinking are told a
 * word, others a budget.
 */
export interface MessagesQuirks {
  thinking?: string;
  thinkingBudget?: number;
  effort?: string;
  efforts?: string;
  noTemperature?: boolean;
  noCache?: boolean;
  cacheTtl?: string;
  jsonSchema?: boolean;
  beta?: string;
  pathVerb?: string;
  bodyVersion?: string;
}

/** A target's quirks, as this wire reads them. */
export function quirksOf(target: ModelTarget): MessagesQuirks {
  return (target.info.quirks ?? {}) as MessagesQuirks;
}
