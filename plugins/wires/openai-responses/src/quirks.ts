import type { ModelTarget } from '@ock/kernel';

/**
 * Facts about a server or a model, set by providers or by `[models."provider/model".quirks]`, that change what this wire sends.
 *
 * | quirk | value | effect |
 * |---|---|---|
 * | `reasoningEffort` | word | sent as `reasoning.effort` where no effort is set; `none` switches reasoning off where the model can |
 * | `efforts` | words | efforts the model knows, of `none minimal low medium high xhigh max`; default: `low medium high` if it reasons |
 * | `reasoningSummary` | `auto`, `concise`, `detailed` | asks for a readable summary of the reasoning; OpenAI wants a verified organisation for it |
 * | `verbosity` | word | sent as `text.verbosity` |
 * | `noTemperature` | true | never sends `temperature` |
 * | `noMaxTokens` | true | never sends `max_output_tokens` |
 * | `noParallelTools` | true | asks for one tool call at a time |
 * | `promptCacheKey` | true | sends the request's cache key |
 * | `store` | true | lets the server keep the answer; default: nothing is kept there |
 * | `itemIds` | true | sends items back with the ids they came with, for servers that refuse them without |
 * | `noEncrypted` | true | neither asks for encrypted reasoning nor sends any back: the server refuses it |
 */
export interface ResponsesQuirks {
  reasoningEffort?: string;
  efforts?: string;
  reasoningSummary?: string;
  verbosity?: string;
  noTemperature?: boolean;
  noMaxTokens?: boolean;
  noParallelTools?: boolean;
  promptCacheKey?: boolean;
  store?: boolean;
  itemIds?: boolean;
  noEncrypted?: boolean;
}

/** A target's quirks, as this wire reads them. */
export function quirksOf(target: ModelTarget): ResponsesQuirks {
  return (target.info.quirks ?? {}) as ResponsesQuirks;
}
