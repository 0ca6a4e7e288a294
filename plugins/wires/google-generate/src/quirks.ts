import type { ModelTarget } from '@ock/kernel';

/**
 * Facts about a server or a model, set by providers or by `[models."provider/model".quirks]`, that change what this wire sends.
 *
 * | quirk | value | effect |
 * |---|---|---|
 * | `thinkingLevel` | word | how much the model thinks (Gemini 3 and later): `minimal`, `low`, `medium`, `high` |
 * | `thinkingBudget` | tokens | the same for Gemini 2.5: 0 switches it off where the model can, -1 leaves it to the model |
 * | `efforts` | words | levels the model knows, of `minimal low medium high` (Gemini 3 and later) |
 * | `budgets` | `0 512-24576` | least and most tokens it may think (Gemini 2.5); `0` in front: it can be switched off |
 * | `includeThoughts` | true | asks models that reason for a readable summary of it |
 * | `callIds` | true | calls and their results carry ids (Gemini 3 and later match by them) |
 * | `resultFiles` | true | images of a tool result stand inside it; default: beside it |
 * | `signCalls` | true | calls of other models' making get the mark that the model accepts in place of a signature |
 * | `foreignSignatures` | true | the signatures of the session are of no use to this model: none goes back |
 * | `schemaWithTools` | true | a JSON answer may be asked for while tools are offered |
 * | `noTemperature` | true | never sends `temperature` |
 * | `safetyThreshold` | word | sent for every category of harm: `OFF`, `BLOCK_NONE`, `BLOCK_ONLY_HIGH`, … |
 *
 * Where an effort is set, it takes the place of `thinkingLevel` and `thinkingBudget`.
 */
export interface GenerateQuirks {
  thinkingLevel?: string;
  thinkingBudget?: number;
  efforts?: string;
  budgets?: string;
  includeThoughts?: boolean;
  callIds?: boolean;
  resultFiles?: boolean;
  signCalls?: boolean;
  foreignSignatures?: boolean;
  schemaWithTools?: boolean;
  noTemperature?: boolean;
  safetyThreshold?: string;
}

/** A target's quirks, as this wire reads them. */
export function quirksOf(target: ModelTarget): GenerateQuirks {
  return (target.info.quirks ?? {}) as GenerateQuirks;
}
