import { type Effort, type EffortFields, effortLevel, effortWord, type ModelTarget } from '@ock/kernel';
import { quirksOf } from './quirks.ts';

/** What an effort puts into the body: a word where the model knows some, else whether it thinks. Undefined where it is not known to think. */
export function effortFields(effort: Effort, target: ModelTarget): EffortFields | undefined {
  const { efforts } = quirksOf(target);
  const reasons = target.info.capabilities?.reasoning;
  if (reasons === false) return undefined;
  const word = effortWord(effort, efforts ?? '');
  if (word !== undefined) return { think: word };
  return reasons ? { think: effortLevel(effort) !== 'off' } : undefined;
}
