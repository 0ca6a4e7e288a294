import type { ModelTarget } from '@ock/kernel';

/**
 * Facts about a server or a model, set by providers or by `[models."provider/model".quirks]`, that change what this wire sends or reads.
 *
 * | quirk | value | effect |
 * |---|---|---|
 * | `maxTokensField` | name | field that carries `maxTokens`; default `max_tokens`; `none` sends nothing |
 * | `noTemperature` | true | never sends `temperature` |
 * | `noStreamOptions` | true | does not ask for usage: the server refuses `stream_options` |
 * | `noSystemRole` | true | the system text stands at the head of the first user message |
 * | `systemRole` | role | sends the system text as e.g. `developer` |
 * | `strictAlternation` | true | never two messages of one role in a row, no user message right behind tool results |
 * | `noToolStream` | true | requests with tools are not streamed: the model cannot |
 * | `noParallelTools` | true | asks for one tool call at a time |
 * | `thinkTags` | true, `open` | the answer's leading `<think>…</think>` is reasoning; `open`: it starts inside, without the tag |
 * | `reasoningField` | name | earlier reasoning is sent back in this field of assistant messages; default: not at all |
 * | `reasoningEffort` | word | sent as `reasoning_effort` where no effort is set |
 * | `effortWithTools` | word | the same, for requests with tools; the server refuses any other, so that no effort can be set |
 * | `efforts` | words | efforts the model knows, of `none minimal low medium high xhigh max`, empty: none; default: `low medium high` if it reasons |
 * | `effortField` | path | where the effort stands in the body; default `reasoning_effort` |
 * | `effortBudget` | path | where a budget in tokens stands; default: it becomes the nearest of the words |
 * | `effortSwitch` | path | where true and false switch reasoning on and off |
 * | `promptCacheKey` | true | sends the request's cache key |
 * | `responseFormat` | `json_object`, `none` | how a JSON answer is asked for; default `json_schema` |
 * | `callIdLength` | number | tool call ids are exactly so many letters and digits; default: as they are, at most 40 characters |
 * | `emptyContent` | text | stands for absent text beside tool calls; default null |
 */
export interface ChatQuirks {
  maxTokensField?: string;
  noTemperature?: boolean;
  noStreamOptions?: boolean;
  noSystemRole?: boolean;
  systemRole?: string;
  strictAlternation?: boolean;
  noToolStream?: boolean;
  noParallelTools?: boolean;
  thinkTags?: boolean | 'open';
  reasoningField?: string;
  reasoningEffort?: string;
  effortWithTools?: string;
  efforts?: string;
  effortField?: string;
  effortBudget?: string;
  effortSwitch?: string;
  promptCacheKey?: boolean;
  responseFormat?: string;
  callIdLength?: number;
  emptyContent?: string;
}

/** A target's quirks, as this wire reads them. */
export function quirksOf(target: ModelTarget): ChatQuirks {
  return (target.info.quirks ?? {}) as ChatQuirks;
}
