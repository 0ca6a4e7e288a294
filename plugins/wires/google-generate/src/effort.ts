import { type Effort, type EffortFields, effortTokens, effortWord, type ModelTarget } from '@ock/kernel';
import { quirksOf } from './quirks.ts';

/** Where thinking is told of in the body. */
export const THINKING = 'generationConfig.thinkingConfig';

/** What an effort puts into the body; undefined where the model does not think, or nobody knows how to tell it. */
export function effortFields(effort: Effort, target: ModelTarget): EffortFields | undefined {
  const { efforts, budgets } = quirksOf(target);
  if (target.info.capabilities?.reasoning === false) return undefined;
  const word = effortWord(effort, efforts ?? '');
  if (word !== undefined) return { [`${THINKING}.thinkingLevel`]: word };
  const bounds = /^(0 )?(\d+)-(\d+)$/.exec(budgets ?? '');
  if (!bounds) return undefined;
  const tokens = effortTokens(effort);
  const budget = tokens === 0 && bounds[1] ? 0 : Math.min(Math.max(tokens, Number(bounds[2])), Number(bounds[3]));
  return { [`${THINKING}.thinkingBudget`]: budget };
}
