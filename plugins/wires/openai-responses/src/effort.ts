import { type Effort, type EffortFields, effortWord, type ModelTarget } from '@ock/kernel';
import { quirksOf } from './quirks.ts';

/** What every model that reasons knows. */
const USUAL = 'low medium high';

/** What an effort puts into the body; undefined where the model does not reason, or nobody knows that it does. */
export function effortFields(effort: Effort, target: ModelTarget): EffortFields | undefined {
  const reasons = target.info.capabilities?.reasoning;
  const { efforts = reasons ? USUAL : '' } = quirksOf(target);
  const word = reasons === false ? undefined : effortWord(effort, efforts);
  return word === undefined ? undefined : { 'reasoning.effort': word };
}
