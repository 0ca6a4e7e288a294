import type { ModelTarget } from '@ock/kernel';

/**
 * Facts about a server or a model, set by providers or by `[models."provider/model".quirks]`, that change what this wire sends or reads.
 *
 * | quirk | value | effect |
 * |---|---|---|
 * | `think` | true, false, `low`, `medium`, `high` | whether and how much the model thinks where no effort is set; default: the model's own habit |
 * | `efforts` | words | how much it can be told to think, of `low medium high`; default: whether it thinks at all |
 * | `numCtx` | tokens | the window the model is loaded with; another one than before loads it anew |
 * | `keepAlive` | `10m`, seconds, -1 | how long the model stays in memory after the answer; default: the server's setting |
 * | `thinkTags` | true, `open` | the answer's leading `<think>…</think>` is reasoning, where the server leaves it in; `open`: it starts inside |
 * | `noToolStream` | true | requests with tools are not streamed: the model or an old server cannot |
 * | `noTemperature` | true | never sends `temperature` |
 * | `noReasoningBack` | true | earlier thinking is not sent back |
 */
export interface OllamaQuirks {
  think?: boolean | string;
  efforts?: string;
  numCtx?: number;
  keepAlive?: string | number;
  thinkTags?: boolean | 'open';
  noToolStream?: boolean;
  noTemperature?: boolean;
  noReasoningBack?: boolean;
}

/** A target's quirks, as this wire reads them. */
export function quirksOf(target: ModelTarget): OllamaQuirks {
  return (target.info.quirks ?? {}) as OllamaQuirks;
}
