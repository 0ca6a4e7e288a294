import { type Effort, type EffortFields, effortLevel, effortWord, type ModelTarget } from '@ock/kernel';
import { quirksOf } from './quirks.ts';

/** What servers of this protocol know when nobody says otherwise. */
const USUAL = 'low medium high';

/** What an effort puts into the body; undefined where the model cannot be told, or nobody knows how. */
export function effortFields(effort: Effort, target: ModelTarget): EffortFields | undefined {
  const { efforts, effortField = 'reasoning_effort', effortBudget, effortSwitch, effortWithTools } = quirksOf(target);
  const reasons = target.info.capabilities?.reasoning;
  if (reasons === false || effortWithTools !== undefined) return undefined;
  const off = effortLevel(effort) === 'off';
  if (effortBudget && typeof effort === 'number' && !off) return { [effortBudget]: effort };
  if (effortSwitch && off) return { [effortSwitch]: false };
  const words = efforts ?? (reasons && !effortSwitch ? USUAL : '');
  const word = effortWord(effort, words);
  const fields = { ...(effortSwitch ? { [effortSwitch]: true } : {}), ...(word === undefined ? {} : { [effortField]: word }) };
  return Object.keys(fields).length > 0 ? fields : undefined;
}
